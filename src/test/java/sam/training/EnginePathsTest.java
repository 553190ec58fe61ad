package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.Json;
import sam.engine.ActivationBudget;
import sam.engine.Generator;
import sam.engine.Kernels;
import sam.engine.LoadedModel;
import sam.engine.ModelPass;
import sam.engine.Precision;
import sam.engine.ResidentWeights;
import sam.engine.StreamedWeights;
import sam.engine.TokenBatch;
import sam.engine.TrainedLora;
import sam.model.ModelFolder;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// Whatever is kept, however much is computed at once and in which precision: every architecture gives one answer.
class EnginePathsTest {
    private static final Path FAMILIES = Path.of("assets/parity/families");

    /// Bytes of a piece that small. A product summed row by row in float32 is off by an error for every addition, and
    /// how much that makes depends on the processor's kernels: up to 2e-6 was seen.
    private static final long A_ROW_OR_TWO = 300;

    @ParameterizedTest
    @MethodSource("sam.proof.FamilyParityTest#families")
    void aLayerComputedAgainGivesTheGradientsOfOneThatWasKept(String family) throws Exception {
        var kept = gradients(family, Precision.FLOAT32, 9, 0);
        assertThat(gradients(family, Precision.FLOAT32, 0, 0)).isEqualTo(kept);
        assertThat(gradients(family, Precision.FLOAT32, 1, 0)).isEqualTo(kept);
        var dropped = gradients(family, Precision.FLOAT32, 9, 0.3);
        assertThat(dropped).isNotEqualTo(kept);
        assertThat(gradients(family, Precision.FLOAT32, 0, 0.3)).isEqualTo(dropped);
    }

    @ParameterizedTest
    @MethodSource("sam.proof.FamilyParityTest#families")
    void halfPrecisionPointsTheSameWay(String family) throws Exception {
        var exact = gradients(family, Precision.FLOAT32, 9, 0);
        var coarse = gradients(family, Precision.BFLOAT16, 9, 0);
        assertThat(distance(coarse, exact)).isBetween(1e-4, 0.1);
        assertThat(distance(gradients(family, Precision.BFLOAT16, 0, 0), exact)).isBetween(1e-4, 0.1);
    }

    @ParameterizedTest
    @MethodSource("sam.proof.FamilyParityTest#families")
    void manyPromptsAtOnceGetTheAnswersEachGetsAlone(String family) throws Exception {
        var random = new Random(3);
        var prompts = new ArrayList<int[]>();
        for (int length : new int[] {1, 4, 5, 6, 12, 3}) {
            prompts.add(random.ints(length, 2, 40).toArray());
        }
        try (var model = LoadedModel.open(FAMILIES.resolve(family), List.of())) {
            var together = Generator.greedy(model, prompts, 10, Set.of(5));
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(together.get(i))
                        .isEqualTo(Generator.greedy(model, List.of(prompts.get(i)), 10, Set.of(5))
                                .getFirst());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sam.proof.FamilyParityTest#families")
    void weightsReadPieceByPieceGiveTheGradientsOfThoseInMemory(String family) throws Exception {
        var resident = gradients(family, Precision.FLOAT32, 9, 0);
        assertThat(distance(gradients(family, Precision.FLOAT32, 9, 0, A_ROW_OR_TWO), resident))
                .isLessThan(5e-6);
        assertThat(distance(gradients(family, Precision.FLOAT32, 0, 0, 1 << 20), resident))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @MethodSource("sam.proof.FamilyParityTest#families")
    void aHeadThatIsSweptOverGivesTheLogProbsAndGradientsOfOneInMemory(String family) throws Exception {
        var resident = computed(family, new Way(Precision.FLOAT32, 9, 0, 0));
        var rowByRow = computed(family, new Way(Precision.FLOAT32, 9, 0, 0, 1));
        assertThat(distance(rowByRow.gradients, resident.gradients)).isLessThan(1e-6);
        assertThat(distance(rowByRow.logps, resident.logps)).isLessThan(1e-6);
        for (long pieceBytes : new long[] {A_ROW_OR_TWO, 1 << 20}) {
            var swept = computed(family, new Way(Precision.FLOAT32, 9, 0, pieceBytes));
            double most = pieceBytes == A_ROW_OR_TWO ? 5e-6 : 1e-6;
            assertThat(distance(swept.gradients, resident.gradients)).isLessThan(most);
            assertThat(distance(swept.logps, resident.logps)).isLessThan(1e-6);
        }
        var coarse = computed(family, new Way(Precision.BFLOAT16, 9, 0, 0));
        var swept = computed(family, new Way(Precision.BFLOAT16, 9, 0, A_ROW_OR_TWO));
        assertThat(distance(swept.gradients, coarse.gradients)).isLessThan(2e-2);
        assertThat(distance(swept.logps, coarse.logps)).isLessThan(2e-2);
    }

    @ParameterizedTest
    @MethodSource("sam.proof.FamilyParityTest#families")
    void rowsThatGoAloneOrShareBeginningsGiveTheGradientsOfThoseOnAGrid(String family) throws Exception {
        aloneLikeTheGrid(family, 33, 30, 17);
        aloneLikeTheGrid(family, 150, 141, 70);
    }

    /// Rows of such lengths whose first `shared` tokens are the same, and a third that begins with these and with some
    /// more of the second one; the answers begin right behind what all share.
    private static void aloneLikeTheGrid(String family, int one, int other, int shared) throws Exception {
        var random = new Random(6);
        var first = random.ints(one, 2, 40).toArray();
        var second = random.ints(other, 2, 40).toArray();
        System.arraycopy(first, 0, second, 0, shared);
        second[shared] = first[shared] + 1;
        var third = random.ints(other, 2, 40).toArray();
        System.arraycopy(second, 0, third, 0, shared + 9);
        third[shared + 9] = second[shared + 9] + 1;
        var rows = List.of(
                RowShapes.completion(first, shared),
                RowShapes.completion(second, shared),
                RowShapes.completion(third, shared));
        var sequences = rows.stream().map(Row.Tokens::ids).toList();
        var apart = new ArrayList<long[]>();
        int at = 0;
        for (var row : rows) {
            for (int t = shared; t < row.ids().length; t++) {
                apart.add(new long[] {at + t - 1, row.ids()[t]});
            }
            at += row.ids().length;
        }
        var grid = gradients(family, scope -> TokenBatch.grid(scope, sequences), apart);
        var alone = gradients(family, scope -> TokenBatch.alone(scope, sequences), apart);
        assertThat(distance(alone, grid)).isLessThan(1e-5);
        var packed = PackedBatch.of(rows);
        assertThat(packed.packed().tokens()).isEqualTo(at - 2 * shared - 9);
        var branched = gradients(family, packed.packed()::open, answers(packed.targets()));
        assertThat(distance(branched, grid)).isLessThan(1e-5);
    }

    private static List<long[]> answers(TargetRows targets) {
        var answers = new ArrayList<long[]>();
        for (int k = 0; k < targets.count(); k++) {
            answers.add(new long[] {targets.rows()[k], targets.tokens()[k]});
        }
        return answers;
    }

    /// ‖a - b‖ / ‖b‖
    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < b.length; i++) {
            difference += Math.pow((double) a[i] - b[i], 2);
            size += Math.pow(b[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    private static float[] gradients(String family, Precision precision, int keptLayers, double dropout)
            throws Exception {
        return gradients(family, precision, keptLayers, dropout, 0);
    }

    private static float[] gradients(
            String family, Precision precision, int keptLayers, double dropout, long pieceBytes) throws Exception {
        return computed(family, new Way(precision, keptLayers, dropout, pieceBytes)).gradients;
    }

    private static Computed computed(String family, Way way) throws Exception {
        var batch = PackedBatch.of(rows());
        return computed(family, batch.packed()::open, answers(batch.targets()), way);
    }

    /// How a gradient is computed.
    private record Way(Precision precision, int keptLayers, double dropout, long pieceBytes, long logitBytes) {
        Way(Precision precision, int keptLayers, double dropout, long pieceBytes) {
            this(precision, keptLayers, dropout, pieceBytes, 1 << 20);
        }
    }

    private record Computed(float[] gradients, float[] logps) {}

    private static float[] gradients(String family, Function<Scope, TokenBatch> rows, List<long[]> answers)
            throws Exception {
        var kept = computed(family, rows, answers, new Way(Precision.FLOAT32, 9, 0, 0));
        assertThat(computed(family, rows, answers, new Way(Precision.FLOAT32, 0, 0, 0)).gradients)
                .isEqualTo(kept.gradients);
        return kept.gradients;
    }

    private static Computed computed(String family, Function<Scope, TokenBatch> rows, List<long[]> answers, Way way)
            throws Exception {
        var folder = ModelFolder.open(FAMILIES.resolve(family));
        var config = folder.config();
        var adapter = AdapterFolder.read(folder.root().resolve("adapter"), config);
        var shape = new LoraShape(adapter.rank(), adapter.scale(), adapter.targets(), way.dropout);
        var start = adapter.flat(shape, config);
        try (var scope = TorchRuntime.start().open();
                var kernels = Kernels.compile(scope, config, way.precision, shape);
                var reader = folder.weights();
                var weights = way.pieceBytes > 0
                        ? new StreamedWeights(scope, config, reader, List.of(), kernels, 2, way.pieceBytes)
                        : new ResidentWeights(scope, config, reader, List.of(), kernels)) {
            var lora = new TrainedLora(
                    scope, kernels, config, shape, scope.floats(start, start.length), scope.zeros(start.length));
            var pass = new ModelPass(scope, config, kernels, weights, lora);
            var holding = new ActivationBudget(way.keptLayers, 1024, way.logitBytes);
            var at = answers.stream().mapToLong(answer -> answer[0]).toArray();
            var tokens = answers.stream().mapToLong(answer -> answer[1]).toArray();
            try (var training = pass.train(rows.apply(scope), at, tokens, holding, 5, scope)) {
                var coefficients = new float[at.length];
                java.util.Arrays.fill(coefficients, 1f / at.length);
                var logps = training.logps();
                training.backward(coefficients);
                return new Computed(lora.grads().toFloatArray(), logps);
            }
        }
    }

    private static List<Row.Tokens> rows() throws Exception {
        var rows = new ArrayList<Row.Tokens>();
        for (var line : java.nio.file.Files.readAllLines(FAMILIES.resolve("sft.jsonl"))) {
            var json = Json.MAPPER.readTree(line);
            var ids = json.path("input_ids")
                    .valueStream()
                    .mapToInt(id -> id.asInt())
                    .toArray();
            var target = new boolean[ids.length];
            for (int i = 0; i < ids.length; i++) {
                target[i] = json.path("completion_mask").get(i).asInt() == 1;
            }
            rows.add(new Row.Tokens(ids, target));
        }
        return rows;
    }
}
