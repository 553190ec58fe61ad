package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.Json;
import sam.engine.LoadedModel;
import sam.model.files.SafetensorsFile;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;

class PreferenceLossTest {
    private static final Path PARITY = Path.of("assets/parity");
    private static final Path LOSSES = Path.of("src/test/resources/sam/training/losses");
    private static final TrainingSettings DPO = TrainingSettings.defaults(Objective.DPO);

    @TempDir
    Path folder;

    @Test
    void everyPushIsTheDerivativeOfTheLoss() {
        var random = new Random(3);
        for (int run = 0; run < 300; run++) {
            int n = 1 + random.nextInt(4);
            var logps = new PairLogps(
                    random.doubles(2L * n, -40, -1).toArray(),
                    random.doubles(2L * n, -40, -1).toArray(),
                    random.ints(2L * n, 1, 30).toArray());
            var terms = DpoObjective.terms(DPO.with(Map.of(
                    "loss_type", "sigmoid,robust,hinge,ipo,sigmoid_norm,sft",
                    "loss_weights",
                            String.join(
                                    ",",
                                    random.doubles(6, 0, 2)
                                            .mapToObj(Double::toString)
                                            .toList()),
                    "beta", Double.toString(0.05 + random.nextDouble()),
                    "label_smoothing", Double.toString(0.49 * random.nextDouble()))));
            var pushes = terms.pushes(logps, n, logps.chosenTokens());

            for (int s = 0; s < 2 * n; s++) {
                double step = 1e-5;
                double rise = (terms.loss(moved(logps, s, step)) - terms.loss(moved(logps, s, -step))) / (2 * step);
                assertThat(pushes[s]).isCloseTo(-rise, within(1e-5 * Math.max(1, Math.abs(rise))));
            }
        }
    }

    private static PairLogps moved(PairLogps logps, int sequence, double by) {
        var policy = logps.policy().clone();
        policy[sequence] += by;
        return new PairLogps(policy, logps.reference(), logps.tokens());
    }

    @Test
    void lossesAndGradientsOfEveryTypeAgreeWithTrl() throws IOException {
        var cases = Json.MAPPER.readTree(Files.readAllBytes(LOSSES.resolve("losses.json")));
        double worst = 0;
        try (var model = LoadedModel.open(PARITY.resolve("model"), List.of(PARITY.resolve("below")));
                var expected = SafetensorsFile.open(LOSSES.resolve("losses.safetensors"))) {
            var init = AdapterFolder.read(PARITY.resolve("top"), model.config());
            var shape = new LoraShape(init.rank(), init.scale(), init.targets(), 0);
            try (var lora = new LoraTrainer(model, shape, init.flat(shape, model.config()))) {
                var pairs = referenced(model);
                for (var entry : cases.properties()) {
                    var settings = DPO.with(entry.getValue().path("settings"));
                    var terms = DpoObjective.terms(settings);
                    double found = terms.loss(lora.pairs(pairs, terms, 0));
                    double loss = entry.getValue().path("loss").asDouble();
                    assertThat(found).as(entry.getKey()).isCloseTo(loss, within(1e-5 * Math.max(1, loss)));
                    var gradients = lora.gradients();
                    for (var slot : shape.slots(model.config())) {
                        var wanted = expected.floats(entry.getKey() + "." + slot.peftName());
                        worst = Math.max(worst, error(gradients, (int) slot.offset(), wanted));
                    }
                    lora.clearGradients();
                }
            }
        }
        assertThat(cases.size()).isEqualTo(6);
        assertThat(worst).isLessThan(1e-5);
    }

    /// max |difference| / max |gradient|
    private static double error(float[] own, int from, float[] wanted) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < wanted.length; i++) {
            difference = Math.max(difference, Math.abs((double) own[from + i] - wanted[i]));
            largest = Math.max(largest, Math.abs(wanted[i]));
        }
        return difference / largest;
    }

    private static List<ReferencedPair> referenced(LoadedModel model) throws IOException {
        var rows = TrainingData.readAll(PARITY.resolve("dpo.jsonl"), model).stream()
                .map(row -> (Row.Pair) row)
                .toList();
        var logps = Scorer.pairs(model, rows, _ -> {});
        var pairs = new ArrayList<ReferencedPair>();
        for (int i = 0; i < rows.size(); i++) {
            pairs.add(new ReferencedPair(rows.get(i), logps[i][0], logps[i][1]));
        }
        return pairs;
    }

    @Test
    void aFreshLoraStartsAtMarginZeroWithEachTypesLossThere() throws IOException {
        var atZero = Map.of(
                "sigmoid", Math.log(2), "robust", Math.log(2), "hinge", 1.0, "ipo", 25.0, "sigmoid_norm", Math.log(2));
        for (var type : atZero.entrySet()) {
            var settings = DPO.with(
                    Map.of("loss_type", type.getKey(), "max_steps", "1", "lora_r", "4", "label_smoothing", "0.1"));
            var order = new TrainOrder(
                    PARITY.resolve("model").toString(),
                    List.of(),
                    null,
                    PARITY.resolve("dpo.jsonl").toString(),
                    Objective.DPO,
                    settings,
                    0);
            var watch = new Watch();
            Trainer.train(order, new RunFolder(folder.resolve(type.getKey())), false, watch);

            var first = watch.steps().getFirst();
            assertThat(first.rewards().margin()).as(type.getKey()).isCloseTo(0, within(1e-5));
            assertThat(first.loss()).as(type.getKey()).isCloseTo(type.getValue(), within(1e-4));
        }
    }

    @Test
    void aReferenceThatIsAnotherModelIsRefusedAtTheStart() {
        var policy = new double[] {-20, -30};
        int[] tokens = {10, 12};
        DpoObjective.requireSameStart(new PairLogps(policy, new double[] {-20.00005, -29.99995}, tokens), 1e-5);

        assertThatThrownBy(() ->
                        DpoObjective.requireSameStart(new PairLogps(policy, new double[] {-20, -29.99}, tokens), 1e-5))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("The reference is not the model that training starts from")
                .hasMessageContaining("0.0100 more probable");
    }

    @Test
    void theHingeIsFlatBeyondItsCorner() {
        assertThat(Arrays.stream(new double[] {9.9, 10, 10.1})
                        .map(delta -> PreferenceLoss.HINGE.slope(delta, 0.1, 0))
                        .toArray())
                .containsExactly(-0.1, 0.0, 0.0);
    }
}
