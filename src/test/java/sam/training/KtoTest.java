package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.packing.StepPlan;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;

class KtoTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void aFreshLoraStartsWithoutDriftOrRewardAndHalfOfWhatItCouldLose() throws IOException {
        var watch = new Watch();
        Trainer.train(
                order(Map.of("max_steps", "1", "per_device_train_batch_size", "7", "undesirable_weight", "3")),
                new RunFolder(folder.resolve("run")),
                false,
                watch);

        var step = watch.steps().getFirst();
        assertThat(step.loss()).isCloseTo((4 * 0.5 + 3 * 3 * 0.5) / 7, within(1e-5));
        assertThat(step.rewards().kl()).isCloseTo(0, within(1e-5));
        assertThat(step.rewards().chosen()).isCloseTo(0, within(1e-5));
        assertThat(step.rewards().margin()).isCloseTo(0, within(1e-5));
        assertThat(step.rewards().accuracy()).isNull();
    }

    @Test
    void learningRaisesWhatIsGoodAboveWhatIsBad() throws IOException {
        var watch = new Watch();
        Trainer.train(
                order(Map.of(
                        "max_steps", "40",
                        "per_device_train_batch_size", "7",
                        "learning_rate", "0.01")),
                new RunFolder(folder.resolve("run")),
                false,
                watch);

        assertThat(watch.steps().getLast().rewards().margin()).isGreaterThan(1);
        assertThat(watch.steps().getLast().loss()).isLessThan(0.3);
    }

    @Test
    void rowsHeldOutAreAskedInBatchesOfTheirOwn() throws IOException {
        var watch = new Watch();
        Trainer.train(
                order(Map.of(
                        "max_steps", "1",
                        "learning_rate", "0",
                        "eval_strategy", "steps",
                        "eval_share", "0.5",
                        "undesirable_weight", "1")),
                new RunFolder(folder.resolve("run")),
                false,
                watch);

        assertThat(watch.events)
                .filteredOn(WorkerEvent.Evaluated.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((WorkerEvent.Evaluated) event).loss()).isCloseTo(0.5, within(1e-5)));
    }

    @Test
    void everyEpochHasTheOrderOfTheFirstSoThatNeighboursStay() {
        var settings = TrainingSettings.defaults(Objective.KTO).with("per_device_train_batch_size", "4");
        var plan = StepPlan.of(Objective.KTO, settings, 30);

        assertThat(plan.order(1))
                .isEqualTo(plan.order(0))
                .isNotEqualTo(java.util.stream.IntStream.range(0, 30).toArray());
        assertThat(StepPlan.of(Objective.SFT, settings, 30).order(1)).isNotEqualTo(plan.order(0));
    }

    @Test
    void aBatchOfOneHasNoNeighbourAndIsRefused() {
        assertThatThrownBy(() -> Trainer.train(
                        order(Map.of("per_device_train_batch_size", "1")),
                        new RunFolder(folder.resolve("run")),
                        false,
                        new Watch()))
                .hasMessageContaining("per_device_train_batch_size 1 leaves nothing to learn")
                .hasMessageContaining("Use at least 2, or loss_type=apo_zero_unpaired.");
        assertThatThrownBy(() -> Trainer.train(
                        order(Map.of("loss_type", "sigmoid")),
                        new RunFolder(folder.resolve("run")),
                        false,
                        new Watch()))
                .hasMessage("loss_type sigmoid is not for KTO. Use kto or apo_zero_unpaired.");
    }

    @Test
    void theReferenceIsComputedOnceForTheSameNeighboursAndAnewForOthers() throws IOException {
        Files.writeString(folder.resolve("project.json"), "{}");
        var knobs = Map.of("max_steps", "3");
        var first = train("first", knobs);
        assertThat(said(first)).doesNotContain("read from disk");
        var second = train("second", knobs);
        assertThat(said(second)).contains("The reference of all 7 pairs was computed before and is read from disk.");
        assertThat(second.steps().stream().map(WorkerEvent.Step::loss))
                .containsExactlyElementsOf(
                        first.steps().stream().map(WorkerEvent.Step::loss).toList());

        // another seed gives answers other neighbours
        assertThat(said(train("other", Map.of("max_steps", "3", "seed", "5")))).doesNotContain("all 7 pairs");
    }

    /// What `apo_zero_unpaired`, which estimates no divergence, hands to the reference pass.
    @Test
    void anAnswerBesideItselfIsComputedOnce() {
        var row = judgement(90, 20);

        assertThat(new Row.Pair(row.own(), row.own()).computed()).isEqualTo(90 + 20);
        assertThat(new Row.Pair(row.own(), row.with(judgement(0, 30).completion())).computed())
                .isEqualTo(90 + 20 + 30);
    }

    private static Row.Judgement judgement(int prompt, int completion) {
        var random = new Random(prompt);
        return new Row.Judgement(
                random.ints(prompt, 0, 100).toArray(),
                random.ints(completion, 0, 100).toArray(),
                true,
                512);
    }

    private Watch train(String name, Map<String, String> knobs) throws IOException {
        var watch = new Watch();
        Trainer.train(order(knobs), new RunFolder(folder.resolve("runs").resolve(name)), false, watch);
        return watch;
    }

    private static String said(Watch watch) {
        return watch.events.stream()
                .filter(WorkerEvent.Note.class::isInstance)
                .map(note -> ((WorkerEvent.Note) note).text())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void itsSlopeIsTheDerivativeOfItsLoss() {
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            var objective = new KtoObjective(
                    0.05 + random.nextDouble(), 2 * random.nextDouble(), 2 * random.nextDouble(), true);
            boolean label = random.nextBoolean();
            double gain = random.nextGaussian() * 10;
            double kl = objective.kl(new double[] {random.nextGaussian(), random.nextGaussian()});
            assertThat(kl).isNotNegative();
            double rise = (objective.value(label, gain + 1e-5, kl) - objective.value(label, gain - 1e-5, kl)) / 2e-5;
            assertThat(objective.slope(label, gain, kl)).isCloseTo(rise, within(1e-8));
        }
        assertThat(new KtoObjective(0.1, 1, 1, false).kl(new double[] {5})).isZero();
    }

    private static TrainOrder order(Map<String, String> knobs) {
        var settings = TrainingSettings.defaults(Objective.KTO)
                .with(Map.of("lora_r", "4", "per_device_train_batch_size", "2"))
                .with(knobs);
        return new TrainOrder(
                ORACLE.resolve("model").toString(),
                List.of(),
                null,
                ORACLE.resolve("objectives/kto.jsonl").toString(),
                Objective.KTO,
                settings,
                0);
    }
}
