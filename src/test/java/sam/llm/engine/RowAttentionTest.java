package sam.llm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sam.durable.Json;
import sam.llm.ModelConfig;
import sam.torch.TorchRuntime;
import tools.jackson.databind.node.ObjectNode;

/// Attention on rows that go alone against the same sums token by token in float64: rows that end before, on and behind
/// a block's edge, windows shorter and longer than a block, two ends of one beginning; heads in pairs, and odd ones.
class RowAttentionTest {
    private static final Path MODEL = Path.of("assets/parity/families/qwen3");

    /// A row of `n` tokens: `c` of one sequence, the others another end of its first `p`.
    private record Row(int p, int c, int n) {
        /// Where in the row token t of the second end, or of the first, looks: its position among what it sees.
        int[] seenBy(int t, int window) {
            int position = t < c ? t : p + t - c;
            int from = window == 0 ? 0 : Math.max(0, position - window + 1);
            var seen = new int[position - from + 1];
            for (int i = 0; i < seen.length; i++) {
                int at = from + i;
                seen[i] = t < c || at < p ? at : c + at - p;
            }
            return seen;
        }
    }

    private static Stream<Arguments> cases() {
        return Stream.of(0, 1, 2, 63, 64, 65, 100)
                .flatMap(window -> Stream.of(
                        Arguments.of(
                                4, 2, window, new Row[] {new Row(0, 1, 1), new Row(0, 63, 63), new Row(0, 64, 64)}),
                        Arguments.of(9, 3, window, new Row[] {new Row(0, 65, 65), new Row(0, 200, 200)}),
                        Arguments.of(4, 2, window, new Row[] {new Row(0, 65, 65), new Row(0, 200, 200)}),
                        Arguments.of(2, 1, window, ends()),
                        Arguments.of(9, 3, window, ends()),
                        Arguments.of(4, 2, window, ends())));
    }

    private static Row[] ends() {
        return new Row[] {new Row(70, 90, 200), new Row(1, 2, 3), new Row(64, 64, 128), new Row(31, 32, 67)};
    }

    private static ModelConfig config(int heads, int kvHeads, Path folder) throws Exception {
        var json = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(MODEL.resolve("config.json")));
        json.put("num_attention_heads", heads).put("num_key_value_heads", kvHeads);
        Files.writeString(folder.resolve("config.json"), json.toString());
        return ModelConfig.read(folder);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void blocksGiveWhatTokensGive(int heads, int kvHeads, int window, Row[] rows, @TempDir Path folder)
            throws Exception {
        var config = config(heads, kvHeads, folder);
        int dim = config.headDim();
        int tokens = Stream.of(rows).mapToInt(Row::n).sum();
        int longest = Stream.of(rows)
                .mapToInt(row -> Math.max(row.c, row.p + row.n - row.c))
                .max()
                .orElseThrow();
        try (var scope = TorchRuntime.start().open();
                var kernels = Kernels.compile(scope, config, Precision.FLOAT32, null)) {
            var random = new Random(window);
            var q = numbers(random, tokens * heads * dim);
            var k = numbers(random, tokens * kvHeads * dim);
            var v = numbers(random, tokens * kvHeads * dim);
            var d = numbers(random, tokens * heads * dim);
            var ends = scope.longs(
                    Stream.of(rows)
                            .flatMapToLong(row -> java.util.stream.LongStream.of(row.p, row.c, row.n))
                            .toArray(),
                    rows.length,
                    3);
            int block = RowAttentionScript.block(config, longest);
            var band = kernels.one(scope, "band", scope.longs(longest, window, block));
            var o = kernels.one(
                    scope,
                    "look_rows",
                    scope.floats(q, tokens, heads, dim),
                    scope.floats(k, tokens, kvHeads, dim),
                    scope.floats(v, tokens, kvHeads, dim),
                    ends,
                    band);
            var back = kernels.call(
                    "look_rows_back",
                    new NDList(
                            scope.floats(d, tokens, heads, dim),
                            scope.floats(q, tokens, heads, dim),
                            scope.floats(k, tokens, kvHeads, dim),
                            scope.floats(v, tokens, kvHeads, dim),
                            ends,
                            band));
            var expected = new Exact(config, q, k, v, d, rows, window);
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

        Exact(ModelConfig config, float[] q, float[] k, float[] v, float[] d, Row[] rows, int window) {
            o = new double[q.length];
            dq = new double[q.length];
            dk = new double[k.length];
            dv = new double[v.length];
            int heads = config.heads();
            int shared = heads / config.kvHeads();
            int at = 0;
            for (var row : rows) {
                for (int t = 0; t < row.n; t++) {
                    var seen = row.seenBy(t, window);
                    for (int head = 0; head < heads; head++) {
                        var keys = new int[seen.length];
                        for (int i = 0; i < seen.length; i++) {
                            keys[i] = (at + seen[i]) * config.kvHeads() + head / shared;
                        }
                        token((at + t) * heads + head, keys, q, k, v, d, config);
                    }
                }
                at += row.n;
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
