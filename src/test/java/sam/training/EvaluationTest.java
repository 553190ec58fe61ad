package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.engine.LoadedModel;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;

class EvaluationTest {
    private static final Path ORACLE = Path.of("assets/parity");
    private static final TrainingSettings SETTINGS =
            TrainingSettings.defaults(Objective.SFT).with("eval_strategy", "steps");

    @TempDir
    Path folder;

    @Test
    void aRowStaysOnItsSideWhateverIsAddedShuffledOrSharedOut() {
        var rows = new ArrayList<Row>();
        var random = new Random(4);
        for (int i = 0; i < 4000; i++) {
            int length = 2 + random.nextInt(6);
            rows.add(new Row.Tokens(random.ints(length, 0, 1000).toArray(), new boolean[length]));
        }
        var whole = Evaluation.split(rows, SETTINGS.with("eval_share", "0.2"));
        var some = new ArrayList<>(rows.subList(500, 2500));
        Collections.shuffle(some, random);
        var part = Evaluation.split(some, SETTINGS.with("eval_share", "0.2").with("seed", "7"));

        assertThat(whole.held()).hasSizeBetween(720, 880);
        assertThat(whole.learnt()).hasSize(4000 - whole.held().size());
        assertThat(whole.held()).containsAll(part.held());
        assertThat(whole.learnt()).containsAll(part.learnt());
        assertThat(whole.held())
                .containsAll(Evaluation.split(rows, SETTINGS.with("eval_share", "0.1"))
                        .held());
        assertThatThrownBy(() -> Evaluation.split(rows.subList(0, 3), SETTINGS.with("eval_share", "0.0001")))
                .hasMessage("eval_share 1.0E-4 holds out none of the 3 rows. "
                        + "Choose a larger share, or eval_strategy=no.");
    }

    @Test
    void theHeldOutLossIsWhatTheSavedAdapterScoresWithoutDropout() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        var order = order(Objective.SFT, Map.of("max_steps", "4", "eval_steps", "4", "lora_dropout", "0.5"));
        var watch = new Watch();
        Trainer.train(order, run, false, watch);

        var told = evaluated(watch);
        assertThat(told).hasSize(1);
        try (var model = LoadedModel.open(Path.of(order.model()), List.of(run.adapter()))) {
            var held =
                    Evaluation.split(TrainingData.readAll(Path.of(order.data()), model), order.settings())
                            .held()
                            .stream()
                            .map(row -> (Row.Tokens) row)
                            .toList();
            double sum = 0;
            long tokens = 0;
            for (var row : Scorer.score(model, held, _ -> {})) {
                sum -= row.logp();
                tokens += row.tokens();
            }
            assertThat(told.getFirst().rows()).isEqualTo(held.size());
            assertThat(told.getFirst().loss()).isCloseTo(sum / tokens, within(1e-5));
        }
    }

    @Test
    void aRunWithEvaluationStoppedAtAnyStepEndsWithTheSameBytesAndTheSameJournal() throws IOException {
        for (var objective : Objective.values()) {
            var order = order(
                    objective,
                    Map.of(
                            "max_steps", "7",
                            "eval_steps", "2",
                            "learning_rate", "0.03",
                            "gradient_accumulation_steps", "2",
                            "lora_dropout", "0.1",
                            "save_steps", "7",
                            "load_best_model_at_end", "true"));
            var whole = new RunFolder(folder.resolve(objective + "-whole"));
            var wholeWatch = new Watch();
            Trainer.train(order, whole, false, wholeWatch);
            assertThat(evaluated(wholeWatch))
                    .extracting(WorkerEvent.Evaluated::step)
                    .containsExactly(2L, 4L, 6L, 7L);

            for (int stop = 1; stop < 7; stop++) {
                var parts = new RunFolder(folder.resolve(objective + "-" + stop));
                var first = new Watch().stopAt(stop);
                assertThat(Trainer.train(order, parts, false, first).step()).isEqualTo(stop);
                var second = new Watch();
                Trainer.train(order, parts, true, second);

                var told = numbers(first);
                told.addAll(numbers(second));
                assertThat(told).isEqualTo(numbers(wholeWatch));
                for (var kept : List.of("adapter", "best", "last")) {
                    assertThat(weights(parts, kept)).isEqualTo(weights(whole, kept));
                }
            }
        }
    }

    @Test
    void theBestAdapterIsKeptAndTakenAtTheEndAndPatienceEndsTheRun() throws IOException {
        var knobs = new HashMap<>(Map.of("max_steps", "60", "eval_steps", "1", "learning_rate", "0.05"));
        knobs.put("early_stopping_patience", "3");
        var last = new RunFolder(folder.resolve("last"));
        var watch = new Watch();
        var end = Trainer.train(order(Objective.SFT, knobs), last, false, watch);

        var told = evaluated(watch);
        var best = told.stream()
                .min(java.util.Comparator.comparingDouble(WorkerEvent.Evaluated::loss))
                .orElseThrow();
        assertThat(end).isEqualTo(new Trainer.Result(true, best.step() + 3));
        assertThat(best.best()).isTrue();
        assertThat(watch.events.toString())
                .contains("the held-out loss was lowest at step %d and no better in 3 evaluations since."
                        .formatted(best.step()));
        assertThat(weights(last, "adapter")).isNotEqualTo(weights(last, "best"));

        knobs.put("load_best_model_at_end", "true");
        var taken = new RunFolder(folder.resolve("taken"));
        Trainer.train(order(Objective.SFT, knobs), taken, false, new Watch());
        assertThat(weights(taken, "adapter")).isEqualTo(weights(last, "best"));
        assertThat(weights(taken, "last")).isEqualTo(weights(last, "adapter"));

        knobs.putAll(Map.of("max_steps", Long.toString(best.step()), "early_stopping_patience", "0"));
        knobs.put("lr_scheduler_type", "constant");
        var cut = new RunFolder(folder.resolve("cut"));
        Trainer.train(order(Objective.SFT, knobs), cut, false, new Watch());
        assertThat(weights(cut, "last")).isEqualTo(weights(last, "best"));
    }

    private static List<WorkerEvent.Evaluated> evaluated(Watch watch) {
        return watch.events.stream()
                .filter(WorkerEvent.Evaluated.class::isInstance)
                .map(WorkerEvent.Evaluated.class::cast)
                .toList();
    }

    /// What the journal says of steps and evaluations, without clocks and memory.
    private static List<List<Object>> numbers(Watch watch) {
        var numbers = new ArrayList<List<Object>>();
        for (var event : watch.events) {
            switch (event) {
                case WorkerEvent.Step e ->
                    numbers.add(List.of(e.step(), e.loss(), e.gradNorm(), e.learningRate(), e.numTokens(), e.epoch()));
                case WorkerEvent.Evaluated e -> numbers.add(List.of(e.step(), e.loss(), e.rows(), e.best()));
                default -> {}
            }
        }
        return numbers;
    }

    private static byte[] weights(RunFolder run, String name) throws IOException {
        return Files.readAllBytes(AdapterFolder.weights(run.root().resolve(name)));
    }

    private static TrainOrder order(Objective objective, Map<String, String> knobs) {
        var settings = TrainingSettings.defaults(objective)
                .with(Map.of(
                        "lora_r", "4",
                        "per_device_train_batch_size", "2",
                        "lr_scheduler_type", "constant",
                        "eval_strategy", "steps",
                        "eval_share", "0.4"))
                .with(knobs);
        return new TrainOrder(
                ORACLE.resolve("model").toString(),
                List.of(),
                null,
                OracleRows.of(objective).toString(),
                objective,
                settings,
                0);
    }
}
