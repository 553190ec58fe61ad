package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.scene.Scene;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import sam.convert.RandomModel;
import sam.durable.Json;
import sam.library.Example;
import sam.library.Library;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.model.gguf.GgufHeader;
import sam.model.gguf.GgufType;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufWriter;
import sam.project.Project;
import sam.protocol.Objective;
import sam.rows.Message;
import sam.ui.TintedText;

/// Times the window itself: how long after a key the next row is drawn in a library of 50,000 rows, and how long the
/// FX thread stands still while a project on a GGUF of Llama 3's vocabulary is opened. A tool, no test: it says what
/// it measured. After `mvn -q test-compile` and with nothing else running:
///
/// `java @src/main/resources/sam/processes/all.jvm @src/main/resources/sam/processes/window.jvm
/// -Dglass.platform=Headless -Dprism.order=sw -Dsam.assets=assets -XX:AOTCache=target/start/sam.aot
/// -cp target/start/sam.jar:$(cat target/classpath.txt):target/test-classes sam.app.WindowPaceBench`
final class WindowPaceBench {
    private static final int ROWS = 50_000;
    private static final int KEYS = 200;
    private static final int WARM = 20;
    private static final long BETWEEN_MILLIS = 120;
    private static final long SETTLED_MILLIS = 6_000;
    private static final double STALL_MILLIS = 50;

    private final Path folder;

    @SuppressWarnings("NullAway.Init")
    private WorkbenchApp app;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    private WindowPaceBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        var folder = Files.createTempDirectory("sam-pace");
        System.setProperty("sam.home", folder.resolve("home").toString());
        try {
            new WindowPaceBench(folder).run();
        } finally {
            Platform.exit();
            try (var all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void run() throws Exception {
        var first = project("many", Path.of("assets/base").toAbsolutePath());
        try (var library = Library.open(first.resolve("library.sqlite"), InstantSource.system())) {
            library.add(rows(ROWS));
        }
        var second = project("llama", vocabularyOfLlama3(folder.resolve("llama.gguf")));
        var settings = new SettingsStore(folder.resolve("home/settings.json"), start(first), java.time.Duration.ZERO);
        settings.change(Settings::withWelcomed);
        Thread.sleep(200);
        settings.close();
        Platform.startup(() -> {});
        Platform.setImplicitExit(false);
        onFx(() -> {
            stage = new Stage();
            app = new WorkbenchApp();
            app.start(stage);
            return stage;
        });
        until(() -> stage.getScene().lookup("#show-review") != null);
        Thread.sleep(SETTLED_MILLIS);
        review();
        for (int round = 1; round <= 3; round++) {
            stalls("opening a GGUF of Llama 3's vocabulary, round " + round, second);
            stalls("opening the library of " + ROWS + " rows, round " + round, first);
        }
        onFx(() -> {
            app.stop();
            return stage;
        });
    }

    private Settings start(Path project) {
        return Settings.defaults(folder.toString())
                .withLastProject(project.toString())
                .withWindow(new Settings.Bounds(0, 0, 1100, 700, false));
    }

    /// Presses A and X in turn on the real page, each when the row before has long been shown.
    private void review() throws Exception {
        onFx(() -> {
            if (stage.getScene().lookup("#show-review") instanceof ToggleButton page) {
                page.fire();
            }
            return stage;
        });
        until(() -> answer() != null);
        Thread.sleep(SETTLED_MILLIS);
        var laid = new ArrayList<Double>();
        var drawn = new ArrayList<Double>();
        for (int i = 0; i < WARM + KEYS; i++) {
            var press = new Press(stage.getScene(), onFx(this::answer), i % 2 == 0 ? KeyCode.A : KeyCode.X);
            until(press::isDrawn);
            if (i >= WARM) {
                laid.add(press.laid());
                drawn.add(press.drawn());
            }
            Thread.sleep(BETWEEN_MILLIS);
        }
        say("key to the next row laid out", laid);
        say("key to the end of that pulse", drawn);
    }

    private @Nullable String answer() {
        return stage.getScene().lookup("#review-answer") instanceof TintedText text ? text.text() : null;
    }

    /// One key, from the moment it is sent.
    private static final class Press {
        private final long sent;
        private volatile long laid;
        private volatile long drawn;

        Press(Scene scene, @Nullable String before, KeyCode key) throws Exception {
            sent = onFx(() -> {
                var after = new Runnable[1];
                after[0] = () -> {
                    if (scene.lookup("#review-answer") instanceof TintedText text
                            && !text.text().equals(before)) {
                        scene.removePostLayoutPulseListener(after[0]);
                        laid = System.nanoTime();
                        // what is posted now runs when the pulse has ended
                        Platform.runLater(() -> drawn = System.nanoTime());
                    }
                };
                scene.addPostLayoutPulseListener(after[0]);
                long now = System.nanoTime();
                var target = scene.getFocusOwner();
                for (var type : List.of(KeyEvent.KEY_PRESSED, KeyEvent.KEY_TYPED, KeyEvent.KEY_RELEASED)) {
                    Event.fireEvent(
                            target, new KeyEvent(type, key.getChar(), key.getName(), key, false, false, false, false));
                }
                return now;
            });
        }

        boolean isDrawn() {
            return drawn > 0;
        }

        double laid() {
            return (laid - sent) / 1e6;
        }

        double drawn() {
            return (drawn - sent) / 1e6;
        }
    }

    /// Opens a project while a heartbeat runs on the FX thread; says the longest time between two beats, and where the
    /// thread was when one took too long.
    private void stalls(String what, Path project) throws Exception {
        var pulse = new Heartbeat();
        onFx(() -> {
            app.openFolder(project);
            return stage;
        });
        Thread.sleep(SETTLED_MILLIS);
        var beats = pulse.end();
        say("FX thread stands still, " + what, beats);
        for (var place : pulse.places) {
            System.out.println(place);
        }
    }

    private static final class Heartbeat {
        private final List<Double> waits = new ArrayList<>();
        private final List<String> places = new ArrayList<>();
        private final Thread fx;
        private final Thread thread = new Thread(this::beat, "heartbeat");
        private volatile boolean ended;

        Heartbeat() throws Exception {
            fx = onFx(Thread::currentThread);
            thread.start();
        }

        List<Double> end() throws InterruptedException {
            ended = true;
            thread.join();
            return waits;
        }

        private void beat() {
            try {
                while (!ended) {
                    var answer = new FutureTask<>(() -> true);
                    long sent = System.nanoTime();
                    Platform.runLater(answer);
                    var seen = new ArrayList<String>();
                    while (!answer.isDone()) {
                        Thread.sleep(1);
                        double waited = (System.nanoTime() - sent) / 1e6;
                        if (waited > STALL_MILLIS / 3 * (seen.size() + 1)) {
                            seen.add(own(fx.getStackTrace()));
                        }
                    }
                    double waited = (System.nanoTime() - sent) / 1e6;
                    waits.add(waited);
                    if (waited > STALL_MILLIS) {
                        places.add(String.format(Locale.ROOT, "    %.0f ms: %s", waited, seen));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /// The innermost place, and the innermost that is ours.
        private static String own(StackTraceElement[] stack) {
            return Arrays.stream(stack).limit(1).toList()
                    + " in "
                    + Arrays.stream(stack)
                            .filter(each -> each.getClassName().startsWith("sam."))
                            .limit(3)
                            .toList();
        }
    }

    private static void say(String what, List<Double> millis) {
        var sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.1f ms, p95 %.1f ms, longest %.1f ms (%d times)%n",
                what,
                sorted[sorted.length / 2],
                sorted[sorted.length * 95 / 100],
                sorted[sorted.length - 1],
                sorted.length);
    }

    private Path project(String name, Path base) throws IOException {
        var phases = new ArrayList<Project.Phase>();
        for (int number = 1; number <= 4; number++) {
            phases.add(new Project.Phase(
                    number,
                    "Phase " + number,
                    number == 4 ? Objective.DPO : Objective.SFT,
                    Json.MAPPER.createObjectNode(),
                    Map.of()));
        }
        var project =
                new Project(folder.resolve(name), new Project.Content(name, base.toString(), List.of("Hello"), phases));
        project.save();
        return project.folder();
    }

    /// Rows as long as people's: a question of one sentence, an answer of 20 to 320 words.
    private static List<NewExample> rows(int count) {
        var rows = new ArrayList<NewExample>();
        for (int i = 1; i <= count; i++) {
            var talk = List.of(
                    Message.user("What of row " + i + ", of the river and the bridge?"),
                    Message.assistant("Answer " + i + " "
                            + "of stone, water and winter, read by lamp light. ".repeat(2 + i * 7 % 32)));
            rows.add(new NewExample(
                    1, new Example.Chat(talk), new Origin("many", i, "CC0-1.0", Tier.TRAIN_FIRST), Status.WAITING));
        }
        return rows;
    }

    /// A small model whose file has as many tokens as Llama 3, and merges as many as its tokens.
    private static Path vocabularyOfLlama3(Path file) throws IOException {
        int vocabulary = RandomModel.Shape.LLAMA1B.vocabulary();
        RandomModel.write(new RandomModel.Shape(64, 1, 1, 1, 64, 128, vocabulary, true), GgufType.Q8_0, 1, file, false);
        var header = GgufHeader.read(file);
        var tokens = new ArrayList<>(header.metadata().texts("tokenizer.ggml.tokens"));
        var merges = new ArrayList<String>();
        int next = 259;
        for (int left = 0; left < 256; left++) {
            for (int right = 0; right < 256; right++, next++) {
                tokens.set(next, tokens.get(left) + tokens.get(right));
                merges.add(tokens.get(left) + " " + tokens.get(right));
            }
        }
        for (int pair = 259; next < vocabulary; pair++, next++) {
            var end = tokens.get(pair * 7 % 256);
            tokens.set(next, tokens.get(pair) + end);
            merges.add(tokens.get(pair) + " " + end);
        }
        var values = new LinkedHashMap<>(header.metadata().values());
        values.put("tokenizer.ggml.tokens", new GgufValue.Texts(tokens));
        values.put("tokenizer.ggml.merges", new GgufValue.Texts(merges));
        var tensors = header.tensors().values().stream()
                .map(each -> new GgufWriter.Tensor(each.name(), each.type(), each.shape()))
                .toList();
        GgufWriter.write(
                file,
                values,
                tensors,
                true,
                (tensor, sink) -> sink.write(java.nio.ByteBuffer.allocate((int) tensor.bytes())));
        return file;
    }

    /// What stands in the window, for a fault's sentence.
    private String words() {
        return stage.getScene().getRoot().lookupAll(".text").stream()
                .map(node -> node instanceof Text text ? text.getText() : "")
                .toList()
                .toString();
    }

    private void until(Callable<Boolean> is) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!onFx(is)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The window did not come to it in a minute: " + onFx(this::words));
            }
            Thread.sleep(4);
        }
    }

    private static <T extends @Nullable Object> T onFx(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        Platform.runLater(task);
        return task.get();
    }
}
