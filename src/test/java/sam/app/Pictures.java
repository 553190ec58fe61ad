package sam.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Duration;
import javax.imageio.ImageIO;
import sam.jobs.Jobs;
import sam.library.Library;
import sam.project.DemoProject;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.project.SampleProject;
import sam.ui.FxBackground;
import sam.ui.FxDialogs;
import sam.ui.SilentDialogs;
import sam.ui.Theme;
import sam.workers.EchoHost;
import sam.workers.OneJob;
import sam.workers.WorkerProcess;

/// A development tool: draws every page at two sizes, light and dark, into `target/pictures`. Needs a display of
/// 1680×1050 (Xvfb will do): `java … sam.app.Pictures [page…]`. `-Dsample` takes the sample project, and
/// `-Dproject=DIR` one that `sam demo` has trained, instead of a made-up one; `-Dquick` one size, light.
final class Pictures {
    private static final Path OUT = Path.of("target/pictures");

    private Pictures() {}

    public static void main(String[] args) throws Exception {
        Files.createDirectories(OUT);
        var folder = Files.createTempDirectory("pictures");
        var wanted = List.of(args);
        Platform.startup(() -> {});
        Platform.setImplicitExit(false);
        var trained = System.getProperty("project");
        var session = trained != null
                ? session(Project.open(Path.of(trained)))
                : Boolean.getBoolean("sample")
                        ? session(SampleProject.copyTo(folder.resolve("project"), InstantSource.system()))
                        : DemoProject.open(folder.resolve("project"));
        var settings = new SettingsStore(
                folder.resolve("settings.json"), Settings.defaults(folder.toString()), java.time.Duration.ofHours(1));
        boolean quick = Boolean.getBoolean("quick");
        for (var theme : quick ? List.of(Theme.LIGHT) : List.of(Theme.LIGHT, Theme.DARK)) {
            settings.change(now -> now.withTheme(theme));
            for (var size : quick
                    ? List.of(List.of(1280, 800))
                    : List.of(List.of(1280, 800), List.of(1600, 1000), List.of(1100, 700))) {
                var stage = new Stage[1];
                var window = new MainWindow[1];
                var bench = new Workbench[1];
                onFx(() -> {
                    theme.apply();
                    bench[0] = Workbench.of(
                            session,
                            settings,
                            FxBackground.manyAtOnce(),
                            FxBackground.inOrder(),
                            new SilentDialogs(),
                            InstantSource.system(),
                            new EchoHost(),
                            WorkerProcess::start,
                            OneJob.alone(),
                            new Jobs(),
                            _ -> {});
                    window[0] = new MainWindow(bench[0], new SilentActs(), settings);
                    var scene = new Scene(window[0].node(), size.get(0), size.get(1));
                    Theme.dress(scene.getStylesheets());
                    window[0].install(scene);
                    stage[0] = new Stage();
                    stage[0].setScene(scene);
                    stage[0].show();
                });
                for (var page : Page.values()) {
                    if (!wanted.isEmpty() && !wanted.contains(page.id())) {
                        continue;
                    }
                    onFx(() -> {
                        session.showPhase(page == Page.PAIRS ? 4 : page == Page.REVIEW ? 3 : 1);
                        window[0].show(page);
                    });
                    pause(900);
                    onFx(() -> save(
                            stage[0],
                            "%s-%d-%s.png"
                                    .formatted(
                                            page.id(), size.get(0), theme.name().toLowerCase(java.util.Locale.ROOT))));
                }
                if (wanted.isEmpty() || wanted.contains("states")) {
                    var end = "-%d-%s.png".formatted(size.get(0), theme.name().toLowerCase(java.util.Locale.ROOT));
                    states(stage[0], window[0], bench[0], folder, end);
                }
                onFx(() -> stage[0].close());
            }
            if (wanted.isEmpty() || wanted.contains("get-model")) {
                ModelPictures.draw(folder, "-%s.png".formatted(theme.name().toLowerCase(java.util.Locale.ROOT)));
            }
        }
        settings.close();
        System.exit(0);
    }

    /// What the pages look like while something goes on, and the small windows.
    private static void states(Stage stage, MainWindow window, Workbench bench, Path folder, String end)
            throws Exception {
        onFx(() -> window.show(Page.TRY));
        for (var chip : List.of("show-chat", "show-export")) {
            onFx(() -> ((ToggleButton) stage.getScene().lookup("#" + chip)).fire());
            pause(600);
            onFx(() -> save(stage, chip + end));
        }
        onFx(() -> {
            bench.session().showPhase(4);
            window.show(Page.PAIRS);
        });
        pause(600);
        onFx(() -> ((Button) stage.getScene().lookup("#new-pair")).fire());
        pause(400);
        onFx(() -> save(stage, "new-pair" + end));
        var rows = folder.resolve("rows" + end + ".jsonl");
        try (var out = Files.newBufferedWriter(rows)) {
            for (int i = 0; i < 60_000; i++) {
                out.write("{\"instruction\":\"Count to %d.\",\"input\":\"\",\"output\":\"One, two, %s.\"}%n"
                        .formatted(i, end + i));
                out.write(i % 3_000 == 7 ? "{\"instruction\":\"broken" + System.lineSeparator() : "");
            }
        }
        onFx(() -> {
            bench.session().showPhase(1);
            window.show(Page.SOURCES);
            bench.sources().importFiles(List.of(rows));
        });
        pause(1_200);
        onFx(() -> save(stage, "importing" + end));
        onFx(() -> bench.sources().stopImport());
        pause(2_500);
        onFx(() -> save(stage, "imported" + end));
        onFx(() -> {
            var see = stage.getScene().lookup("#see-refused");
            if (see instanceof Button button) {
                button.fire();
            }
        });
        pause(600);
        onFx(() -> save(stage, "refused" + end));
        onFx(() -> {
            window.show(Page.PLAN);
            ((Button) stage.getScene().lookup("#find")).fire();
            ((TextField) stage.getScene().lookup("#finder")).setText("pa");
        });
        pause(600);
        onFx(() -> save(stage, "finder" + end));
        onFx(() -> {
            window.show(Page.REVIEW);
            KeyOverview.show(window.node(), "Review", List.of(WindowCommand.values()));
        });
        small("keys" + end);
        onFx(() -> new FxDialogs(stage, () -> Path.of(""))
                .problem(
                        "The library is on a disk that is full.",
                        "Free some space and decide once more; nothing that was saved is lost.",
                        null));
        small("problem" + end);
    }

    private static void small(String name) throws Exception {
        pause(500);
        onFx(() -> {
            var top = (Stage) Window.getWindows().getLast();
            save(top, name);
            top.close();
        });
    }

    private static ProjectSession session(Project project) {
        return new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
    }

    static void save(Stage stage, String name) {
        try {
            var root = (Region) stage.getScene().getRoot();
            ImageIO.write(
                    SwingFXUtils.fromFXImage(root.getScene().snapshot(null), null),
                    "png",
                    OUT.resolve(name).toFile());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void onFx(Act act) throws Exception {
        var done = new CountDownLatch(1);
        var fault = new Exception[1];
        Platform.runLater(() -> {
            try {
                act.run();
            } catch (Exception e) {
                fault[0] = e;
            }
            done.countDown();
        });
        done.await(30, TimeUnit.SECONDS);
        if (fault[0] != null) {
            throw fault[0];
        }
    }

    static void pause(int millis) throws Exception {
        var done = new CountDownLatch(1);
        onFx(() -> {
            var pause = new PauseTransition(Duration.millis(millis));
            pause.setOnFinished(_ -> done.countDown());
            pause.play();
        });
        done.await(30, TimeUnit.SECONDS);
    }

    interface Act {
        void run() throws Exception;
    }
}
