package sam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sam.durable.Json;
import sam.model.ModelConfig;
import sam.torch.TorchRuntime;
import tools.jackson.databind.node.ObjectNode;

/// Attention on rows that go alone against the same sums token by token in float64: rows that end before, on and behind
/// a block's edge, windows shorter and longer than a block, beginnings that several share; heads in pairs, and odd
/// ones.
class RowAttentionTest {
    private static final Path MODEL = Path.of("assets/parity/families/qwen3");

    /// `length` tokens from `start` on, behind those in `spans`: a first token and a count each, the farthest first.
    private record Piece(int start, int length, int... spans) {
        /// All tokens that its last one sees, in their order.
        int[] all() {
            var all = IntStream.builder();
            for (int i = 0; i < spans.length; i += 2) {
                IntStream.range(spans[i], spans[i] + spans[i + 1]).forEach(all);
            }
            IntStream.range(start, start + length).forEach(all);
            return all.build().toArray();
        }

        /// What its token t sees.
        int[] seenBy(int t, int window) {
            var all = all();
            int position = all.length - length + t;
            return java.util.Arrays.copyOfRange(
                    all, window == 0 ? 0 : Math.max(0, position - window + 1), position + 1);
        }

        /// Its line for the kernels, the nearest span first.
        LongStream line(int spansOfAll) {
            var line = LongStream.builder().add(start).add(length).add(all().length - length);
            for (int i = spansOfAll - 1; i >= 0; i--) {
                line.add(2 * i < spans.length ? spans[2 * i] : 0).add(2 * i < spans.length ? spans[2 * i + 1] : 0);
            }
            return line.build();
        }
    }

    private static Stream<Arguments> cases() {
        return Stream.of(0, 1, 2, 63, 64, 65, 100)
                .flatMap(window -> Stream.of(
                        Arguments.of(4, 2, window, plain(1, 63, 64)),
                        Arguments.of(9, 3, window, plain(65, 200)),
                        Arguments.of(4, 2, window, plain(65, 200)),
                        Arguments.of(2, 1, window, branches()),
                        Arguments.of(9, 3, window, branches()),
                        Arguments.of(4, 2, window, branches())));
    }

    private static Piece[] plain(int... lengths) {
        var pieces = new Piece[lengths.length];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            pieces[i] = new Piece(at, lengths[i]);
            at += lengths[i];
        }
        return pieces;
    }

    /// Beginnings shared before, on and behind a block's edge, of a whole piece, and of one that shares its own.
    private static Piece[] branches() {
        return new Piece[] {
            new Piece(0, 90),
            new Piece(90, 110, 0, 70),
            new Piece(200, 2),
            new Piece(202, 1, 200, 1),
            new Piece(203, 64),
            new Piece(267, 64, 203, 64),
            new Piece(331, 35, 0, 70, 90, 20),
            new Piece(366, 3, 0, 16),
            new Piece(369, 70, 203, 64, 267, 64),
            new Piece(439, 5, 203, 64, 267, 64, 369, 66)
        };
    }

    private static ModelConfig config(int heads, int kvHeads, Path folder) throws Exception {
        var json = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(MODEL.resolve("config.json")));
        json.put("num_attention_heads", heads).put("num_key_value_heads", kvHeads);
        Files.writeString(folder.resolve("config.json"), json.toString());
        return ModelConfig.read(folder);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void blocksGiveWhatTokensGive(int heads, int kvHeads, int window, Piece[] pieces, @TempDir Path folder)
            throws Exception {
        var config = config(heads, kvHeads, folder);
        int dim = config.headDim();
        int tokens = Stream.of(pieces).mapToInt(Piece::length).sum();
        int longest =
                Stream.of(pieces).mapToInt(piece -> piece.all().length).max().orElseThrow();
        int spans = Stream.of(pieces)
                .mapToInt(piece -> piece.spans.length / 2)
                .max()
                .orElseThrow();
        try (var scope = TorchRuntime.start().open();
                var kernels = Kernels.compile(scope, config, Precision.FLOAT32, null)) {
            var random = new Random(window);
            var q = numbers(random, tokens * heads * dim);
            var k = numbers(random, tokens * kvHeads * dim);
            var v = numbers(random, tokens * kvHeads * dim);
            var d = numbers(random, tokens * heads * dim);
            var table = scope.longs(
                    Stream.of(pieces).flatMapToLong(piece -> piece.line(spans)).toArray(),
                    pieces.length,
                    3 + 2 * spans);
            int block = RowAttentionScript.block(config, longest);
            var band = kernels.one(scope, "band", scope.longs(longest, window, block));
            var o = kernels.one(
                    scope,
                    "look_rows",
                    scope.floats(q, tokens, heads, dim),
                    scope.floats(k, tokens, kvHeads, dim),
                    scope.floats(v, tokens, kvHeads, dim),
                    table,
                    band);
            var back = kernels.call(
                    "look_rows_back",
                    new NDList(
                            scope.floats(d, tokens, heads, dim),
                            scope.floats(q, tokens, heads, dim),
                            scope.floats(k, tokens, kvHeads, dim),
                            scope.floats(v, tokens, kvHeads, dim),
                            table,
                            band));
            var expected = new Exact(config, q, k, v, d, pieces, window);
            assertClose(o, expected.o);
            assertClose(back.get(0), expected.dq);
            assertClose(back.get(1), expected.dk);
            assertClose(back.get(2), expected.dv);
        }
    }

    private static float[] numbers(Random random, int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static void assertClose(NDArray found, double[] expected) {
        double largest = 0;
        double apart = 0;
        var numbers = found.toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(expected[i] - numbers[i]));
        }
        assertThat(numbers).hasSize(expected.length);
        assertThat(apart).isLessThanOrEqualTo(2e-6 * largest);
    }

    /// The sums in float64, for one query head and one token after the other.
    private static final class Exact {
        private final double[] o;
        private final double[] dq;
        private final double[] dk;
        private final double[] dv;

        Exact(ModelConfig config, float[] q, float[] k, float[] v, float[] d, Piece[] pieces, int window) {
            o = new double[q.length];
            dq = new double[q.length];
            dk = new double[k.length];
            dv = new double[v.length];
            int heads = config.heads();
            int shared = heads / config.kvHeads();
            for (var piece : pieces) {
                for (int t = 0; t < piece.length; t++) {
                    var seen = piece.seenBy(t, window);
                    for (int head = 0; head < heads; head++) {
                        var keys = new int[seen.length];
                        for (int i = 0; i < seen.length; i++) {
                            keys[i] = seen[i] * config.kvHeads() + head / shared;
                        }
                        token((piece.start + t) * heads + head, keys, q, k, v, d, config);
                    }
                }
            }
        }

        private void token(int query, int[] keys, float[] q, float[] k, float[] v, float[] d, ModelConfig config) {
            int dim = config.headDim();
            double scale = config.attention().scale();
            var p = new double[keys.length];
            double sum = 0;
            for (int i = 0; i < keys.length; i++) {
                p[i] = Math.exp(scale * dot(q, query, k, keys[i], dim));
                sum += p[i];
            }
            double mean = 0;
            var dp = new double[keys.length];
            for (int i = 0; i < keys.length; i++) {
                p[i] /= sum;
                dp[i] = dot(d, query, v, keys[i], dim);
                mean += p[i] * dp[i];
            }
            for (int i = 0; i < keys.length; i++) {
                double ds = scale * p[i] * (dp[i] - mean);
                for (int c = 0; c < dim; c++) {
                    int mine = query * dim + c;
                    int theirs = keys[i] * dim + c;
                    o[mine] += p[i] * v[theirs];
                    dq[mine] += ds * k[theirs];
                    dk[theirs] += ds * q[mine];
                    dv[theirs] += p[i] * d[mine];
                }
            }
        }

        private static double dot(float[] a, int i, float[] b, int j, int dim) {
            double sum = 0;
            for (int c = 0; c < dim; c++) {
                sum += (double) a[i * dim + c] * b[j * dim + c];
            }
            return sum;
        }
    }
}
