package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sam.durable.Json;
import sam.llm.AdapterFolder;
import sam.llm.Generator;
import sam.llm.LoadedModel;
import sam.llm.LoraShape;
import sam.llm.ModelFolder;
import sam.llm.TokenBatch;
import sam.llm.engine.Holding;
import sam.llm.engine.Kernels;
import sam.llm.engine.ModelPass;
import sam.llm.engine.Precision;
import sam.llm.engine.ResidentWeights;
import sam.llm.engine.TrainedLora;
import sam.torch.TorchRuntime;

/// Whatever is kept, however much is computed at once and in which precision: every architecture gives one answer.
class EnginePathsTest {
    private static final Path FAMILIES = Path.of("assets/parity/families");

    @ParameterizedTest
    @MethodSource("sam.training.FamilyParityTest#families")
    void aLayerComputedAgainGivesTheGradientsOfOneThatWasKept(String family) throws Exception {
        var kept = gradients(family, Precision.FLOAT32, 9, 0);
        assertThat(gradients(family, Precision.FLOAT32, 0, 0)).isEqualTo(kept);
        assertThat(gradients(family, Precision.FLOAT32, 1, 0)).isEqualTo(kept);
        var dropped = gradients(family, Precision.FLOAT32, 9, 0.3);
        assertThat(dropped).isNotEqualTo(kept);
        assertThat(gradients(family, Precision.FLOAT32, 0, 0.3)).isEqualTo(dropped);
    }

    @ParameterizedTest
    @MethodSource("sam.training.FamilyParityTest#families")
    void halfPrecisionPointsTheSameWay(String family) throws Exception {
        var exact = gradients(family, Precision.FLOAT32, 9, 0);
        var coarse = gradients(family, Precision.BFLOAT16, 9, 0);
        assertThat(distance(coarse, exact)).isBetween(1e-4, 0.1);
        assertThat(distance(gradients(family, Precision.BFLOAT16, 0, 0), exact)).isBetween(1e-4, 0.1);
    }

    @ParameterizedTest
    @MethodSource("sam.training.FamilyParityTest#families")
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
        var folder = ModelFolder.open(FAMILIES.resolve(family));
        var config = folder.config();
        var adapter = AdapterFolder.read(folder.root().resolve("adapter"), config);
        var shape = new LoraShape(adapter.rank(), adapter.scale(), adapter.targets(), dropout);
        var start = adapter.flat(shape, config);
        var rows = rows();
        var targets = TargetRows.of(rows);
        try (var scope = TorchRuntime.start().open();
                var kernels = Kernels.compile(scope, config, precision, shape);
                var reader = folder.weights();
                var weights = new ResidentWeights(scope, config, reader, List.of(), kernels)) {
            var lora = new TrainedLora(
                    scope, kernels, config, shape, scope.floats(start, start.length), scope.zeros(start.length));
            var pass = new ModelPass(scope, config, kernels, weights, lora);
            var batch = TokenBatch.of(scope, rows.stream().map(Row.Tokens::ids).toList());
            var holding = new Holding(keptLayers, 1024, 1 << 20);
            try (var training = pass.train(batch, targets.rows(), targets.tokens(), holding, 5, scope)) {
                training.logps();
                var coefficients = new float[targets.count()];
                java.util.Arrays.fill(coefficients, 1f / targets.count());
                training.backward(coefficients);
            }
            return lora.grads().toFloatArray();
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
