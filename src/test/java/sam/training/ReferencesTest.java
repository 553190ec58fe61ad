package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.durable.AtomicFiles;
import sam.engine.EngineOptions;
import sam.engine.LoadedModel;
import sam.model.ModelFolder;
import sam.processes.ChildJvm;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;

/// The reference of a pair is computed once, whichever run asks, and a file is never believed against its model.
class ReferencesTest {
    private static final Path ORACLE = Path.of("assets/parity");
    private static final int PAIRS = 6;
    private static final String KEY = "ab".repeat(32);

    @TempDir
    Path project;

    @BeforeEach
    void makeAProject() throws IOException {
        Files.writeString(project.resolve("project.json"), "{}");
        copy("model");
        copy("below");
        Files.copy(ORACLE.resolve("dpo.jsonl"), data());
        Files.writeString(project.resolve("model/chat_template.jinja"), "{{ messages }}");
    }

    @Test
    void aSecondRunReadsEveryReferenceAndTrainsToTheSameBytes() throws IOException {
        var first = train("first", Map.of());
        assertThat(computed(first)).isEqualTo(PAIRS);

        var second = train("second", Map.of());
        assertThat(computed(second)).isZero();
        assertThat(notes(second)).contains("The reference of all 6 pairs was computed before and is read from disk.");
        assertThat(bytes("second")).isEqualTo(bytes("first"));
    }

    @Test
    void anotherLossLayerOrSplitOfTheSamePairsReadsThemToo() throws IOException {
        train("first", Map.of());

        assertThat(computed(train("hinge", Map.of("loss_type", "hinge,sft", "beta", "0.3"))))
                .isZero();
        assertThat(computed(train("wider", Map.of("lora_r", "8", "seed", "3")))).isZero();
        var split = train("split", Map.of("eval_strategy", "steps", "eval_steps", "1", "eval_share", "0.4"));
        assertThat(computed(split)).isZero();
        assertThat(notes(split).toString()).contains("The evaluation reference of all");
    }

    @Test
    void aChangedAdapterBelowTemplateModelPrecisionOrRowIsComputedAnew() throws IOException {
        train("first", Map.of());

        flipLast(AdapterFolder.weights(project.resolve("below")));
        assertThat(computed(train("adapter", Map.of()))).isEqualTo(PAIRS);
        var config = project.resolve("below/adapter_config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\"lora_alpha\": \\d+", "\"lora_alpha\": 5"));
        assertThat(computed(train("scale", Map.of()))).isEqualTo(PAIRS);
        Files.writeString(project.resolve("model/chat_template.jinja"), "{{ messages }}!");
        assertThat(computed(train("template", Map.of()))).isEqualTo(PAIRS);
        flipLast(project.resolve("model/model.safetensors"));
        assertThat(computed(train("base", Map.of()))).isEqualTo(PAIRS);
        assertThat(computed(train("streamed", Map.of("weights", "streamed")))).isEqualTo(PAIRS);
        assertThat(computed(train("half", Map.of("bf16", "true")))).isEqualTo(PAIRS);

        var lines = new ArrayList<>(Files.readAllLines(data()));
        lines.set(2, lines.get(2).replace("\"chosen_ids\": [153", "\"chosen_ids\": [154"));
        Files.write(data(), lines);
        var changed = train("row", Map.of());
        assertThat(notes(changed)).contains("The reference of 5 of 6 pairs was computed before and is read from disk.");
        assertThat(computed(changed)).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsSaidAndComputedAnew() throws IOException {
        train("first", Map.of());
        var file = shelved();
        var whole = Files.readAllBytes(file);
        var random = new Random(5);
        for (int i = 0; i < 12; i++) {
            if (i % 4 == 3) {
                Files.write(file, java.util.Arrays.copyOf(whole, random.nextInt(whole.length)));
            } else {
                Files.write(file, whole);
                flip(file, random.nextInt(whole.length));
            }
            var again = train("again-" + i, Map.of());
            assertThat(computed(again)).isEqualTo(PAIRS);
            assertThat(notes(again))
                    .contains("%s cannot be used, so the reference it held is computed again.".formatted(file));
            assertThat(bytes("again-" + i)).isEqualTo(bytes("first"));
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidAndTheRunGoesOn() throws IOException {
        Files.createDirectories(project.resolve("runs"));
        Files.writeString(project.resolve("runs/references"), "no folder");

        var run = train("first", Map.of());

        assertThat(computed(run)).isEqualTo(PAIRS);
        assertThat(notes(run).toString()).contains("The reference could not be kept for other runs.");
        assertThat(bytes("first")).isNotEmpty();
    }

    @Test
    void aResumedRunKeepsItsOwnDigitsWhateverBecameOfTheShelf() throws IOException {
        var knobs = Map.of("max_steps", "4", "eval_strategy", "steps", "eval_steps", "1", "eval_share", "0.4");
        var whole = train("whole", knobs);
        assertThat(progress(whole)).isEqualTo(PAIRS);
        AtomicFiles.deleteTree(project.resolve("runs/references"));
        var run = run("parts");
        Trainer.train(order(knobs), run, false, new Watch().stopAfter(2));
        for (int stop = 0; stop < 2; stop++) {
            AtomicFiles.deleteTree(project.resolve("runs/references"));
            var rest = stop == 0 ? new Watch().stopAfter(1) : new Watch();
            Trainer.train(order(knobs), run, true, rest);
            assertThat(progress(rest)).isZero();
        }

        assertThat(bytes("parts")).isEqualTo(bytes("whole"));
    }

    /// How many pairs were scored in runs that knew none before.
    private static long progress(Watch watch) {
        return watch.events.stream()
                .filter(WorkerEvent.Progress.class::isInstance)
                .mapToLong(event -> ((WorkerEvent.Progress) event).done())
                .sum();
    }

    @Test
    void wrongNumbersUnderARightHashAreRefusedAndForgotten() throws IOException {
        train("first", Map.of());
        var file = shelved();
        var key = file.getFileName().toString().replace(".bin", "");
        var wrong = new HashMap<RowHash, ReferenceFile.Said>();
        ReferenceFile.read(file, key)
                .orElseThrow()
                .forEach((row, said) -> wrong.put(row, new ReferenceFile.Said(said.chosen() + 1, said.rejected())));
        ReferenceFile.write(file, key, wrong);

        assertThatThrownBy(() -> train("refused", Map.of()))
                .hasMessageStartingWith("The reference is not the model that training starts from");
        assertThat(computed(train("again", Map.of()))).isEqualTo(PAIRS);
        assertThat(bytes("again")).isEqualTo(bytes("first"));
    }

    @Test
    void aPassKilledHalfwayGoesOnToTheDigitsOfOneThatWasNot() throws IOException {
        var rows = new ArrayList<Row>();
        var random = new Random(8);
        for (int i = 0; i < 120; i++) {
            rows.add(new Row.Pair(answer(random, 20 + i), answer(random, 30 + i / 2)));
        }
        var order = order(Map.of());
        var options = EngineOptions.resident();
        try (var model = LoadedModel.open(ModelFolder.open(Path.of(order.model())), List.of(), options)) {
            var whole = new References(
                            order, run("whole"), model, options, new Watch(), shelf("whole"), Duration.ofDays(1))
                    .of(rows, "reference");
            var killed = new Watch() {
                @Override
                public void event(WorkerEvent event) {
                    super.event(event);
                    if (events.size() == 4) {
                        throw new Killed();
                    }
                }
            };
            assertThatThrownBy(() -> new References(
                                    order, run("parts"), model, options, killed, shelf("parts"), Duration.ZERO)
                            .of(rows, "reference"))
                    .isInstanceOf(Watch.Killed.class);
            var rest = new Watch();
            var parts = new References(order, run("other"), model, options, rest, shelf("parts"), Duration.ZERO)
                    .of(rows, "reference");

            assertThat(parts).isEqualTo(whole);
            assertThat(computed(rest)).isBetween(1L, 119L);
        }
    }

    @Test
    void aStopDuringThePassIsObeyedThereAndWhatWasComputedIsKept() throws IOException {
        train("whole", Map.of());
        AtomicFiles.deleteTree(project.resolve("runs/references"));
        var stopped = new Watch().stopAfter(0);

        var result = Trainer.train(order(Map.of()), run("parts"), false, stopped);

        assertThat(result.finished()).isFalse();
        assertThat(stopped.steps()).isEmpty();
        assertThat(stopped.events.getLast()).isEqualTo(new WorkerEvent.Stopped(0));
        assertThat(stopped.events).contains(new WorkerEvent.Progress("reference", PAIRS, PAIRS));
        AtomicFiles.deleteTree(project.resolve("runs/references"));
        var rest = new Watch();
        assertThat(Trainer.train(order(Map.of()), run("parts"), true, rest).finished())
                .isTrue();
        assertThat(computed(rest)).isZero();
        assertThat(bytes("parts")).isEqualTo(bytes("whole"));
    }

    @Test
    void theShelfStaysWithinItsSizeAndTheLeastRecentlyUsedGoes() throws IOException {
        var folder = project.resolve("shelf");
        var shelf = new ReferenceShelf(folder, 10 * ReferenceFile.PAIR_BYTES);
        shelf.keep(KEY, said(0, 4));
        shelf.keep(KEY, said(4, 8));
        assertThat(shelf.read(KEY).orElseThrow()).hasSize(8);
        shelf.keep(KEY, said(0, 1));
        shelf.keep(KEY, said(20, 25));
        assertThat(shelf.read(KEY).orElseThrow())
                .hasSize(10)
                .containsKeys(hash(0), hash(24))
                .doesNotContainKeys(hash(1), hash(3));

        var other = "cd".repeat(32);
        shelf.keep(other, said(0, 5));
        assertThat(shelf.file(KEY)).doesNotExist();
        assertThat(shelf.read(other).orElseThrow()).hasSize(5);
    }

    @Test
    void twoProcessesThatWriteAtOnceLoseNothing() throws Exception {
        var folder = project.resolve("shelf");
        var writers = new ArrayList<Process>();
        for (int writer = 0; writer < 2; writer++) {
            var command = ChildJvm.withHeap("128m")
                    .command(KeepsReferences.class, folder.toString(), KEY, Integer.toString(40 * writer));
            writers.add(new ProcessBuilder(command).inheritIO().start());
        }
        for (var writer : writers) {
            assertThat(writer.waitFor()).isZero();
        }
        var all = new ReferenceShelf(folder, 1 << 20).read(KEY).orElseThrow();
        assertThat(all).hasSize(80).containsEntry(hash(33), new ReferenceFile.Said(-33, -66));
    }

    private static Map<RowHash, ReferenceFile.Said> said(int from, int to) {
        var said = new HashMap<RowHash, ReferenceFile.Said>();
        for (int i = from; i < to; i++) {
            said.put(hash(i), new ReferenceFile.Said(-i, -2.0 * i));
        }
        return said;
    }

    private static RowHash hash(int number) {
        return new RowHash(number, 0, 0, 0);
    }

    private static Row.Tokens answer(Random random, int length) {
        var target = new boolean[length];
        java.util.Arrays.fill(target, length / 2, length, true);
        return new Row.Tokens(random.ints(length, 2, 300).toArray(), target);
    }

    private ReferenceShelf shelf(String name) {
        return new ReferenceShelf(project.resolve("shelves").resolve(name), 1 << 20);
    }

    private RunFolder run(String name) {
        return new RunFolder(project.resolve("runs").resolve(name));
    }

    private Watch train(String name, Map<String, String> knobs) throws IOException {
        var watch = new Watch();
        assertThat(Trainer.train(order(knobs), run(name), false, watch).finished())
                .isTrue();
        return watch;
    }

    private TrainOrder order(Map<String, String> knobs) {
        var settings = TrainingSettings.defaults(Objective.DPO)
                .with(Map.of("lora_r", "4", "per_device_train_batch_size", "2", "max_steps", "2"))
                .with(knobs);
        return new TrainOrder(
                project.resolve("model").toString(),
                List.of(project.resolve("below").toString()),
                null,
                data().toString(),
                Objective.DPO,
                settings,
                0);
    }

    private Path data() {
        return project.resolve("dpo.jsonl");
    }

    /// How many pairs the passes of a run went over, the last word of each counted.
    private static long computed(Watch watch) {
        var known = watch.events.stream()
                .filter(WorkerEvent.Note.class::isInstance)
                .map(event -> ((WorkerEvent.Note) event).text())
                .filter(text -> text.startsWith("The reference of ") && text.endsWith("read from disk."))
                .mapToLong(text -> text.contains(" all ")
                        ? PAIRS
                        : Long.parseLong(text.replaceAll("The reference of (\\d+) .*", "$1")))
                .sum();
        return watch.events.stream()
                .filter(WorkerEvent.Progress.class::isInstance)
                .map(WorkerEvent.Progress.class::cast)
                .mapToLong(WorkerEvent.Progress::done)
                .max()
                .stream()
                .map(done -> done - known)
                .sum();
    }

    private static List<String> notes(Watch watch) {
        return watch.events.stream()
                .filter(WorkerEvent.Note.class::isInstance)
                .map(event -> ((WorkerEvent.Note) event).text())
                .toList();
    }

    private Path shelved() throws IOException {
        try (var files = Files.list(project.resolve("runs/references"))) {
            return files.filter(file -> file.toString().endsWith(".bin"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private byte[] bytes(String run) throws IOException {
        return Files.readAllBytes(AdapterFolder.weights(run(run).adapter()));
    }

    /// Turns a bit of the last number.
    private static void flipLast(Path file) throws IOException {
        flip(file, Math.toIntExact(Files.size(file)) - 3);
    }

    private static void flip(Path file, int place) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[place] ^= 1;
        Files.write(file, bytes);
    }

    private void copy(String name) throws IOException {
        Files.createDirectories(project.resolve(name));
        try (var files = Files.list(ORACLE.resolve(name))) {
            for (var file : files.toList()) {
                Files.copy(file, project.resolve(name).resolve(file.getFileName()));
            }
        }
    }
}
