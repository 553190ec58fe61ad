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
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javafx.util.Duration;
import javax.imageio.ImageIO;
import sam.library.DemoProject;
import sam.library.Library;
import sam.library.ProjectSession;
import sam.library.SampleProject;
import sam.ui.FxBackground;
import sam.ui.SilentDialogs;
import sam.ui.Theme;

/// A development tool: draws every page at two sizes, light and dark, into `target/pictures`. Needs a display of
/// 1680×1050 (Xvfb will do): `java … sam.app.Pictures [page…]`.
final class Pictures {
    private static final Path OUT = Path.of("target/pictures");

    private Pictures() {}

    public static void main(String[] args) throws Exception {
        Files.createDirectories(OUT);
        var folder = Files.createTempDirectory("pictures");
        var wanted = List.of(args);
        Platform.startup(() -> {});
        var session = Boolean.getBoolean("sample")
                ? sample(folder.resolve("project"))
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
                onFx(() -> {
                    theme.apply();
                    var bench = Workbench.of(
                            session,
                            settings,
                            FxBackground.manyAtOnce(),
                            FxBackground.inOrder(),
                            new SilentDialogs(),
                            InstantSource.system(),
                            _ -> {});
                    window[0] = new MainWindow(bench, new SilentActs(), settings);
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
                onFx(() -> stage[0].close());
            }
        }
        settings.close();
        System.exit(0);
    }

    private static ProjectSession sample(Path folder) throws java.io.IOException {
        var project = SampleProject.copyTo(folder, InstantSource.system());
        return new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
    }

    private static void save(Stage stage, String name) {
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

    private static void onFx(Act act) throws Exception {
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

    private static void pause(int millis) throws Exception {
        var done = new CountDownLatch(1);
        onFx(() -> {
            var pause = new PauseTransition(Duration.millis(millis));
            pause.setOnFinished(_ -> done.countDown());
            pause.play();
        });
        done.await(30, TimeUnit.SECONDS);
    }

    private interface Act {
        void run() throws Exception;
    }
}
