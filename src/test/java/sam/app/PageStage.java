package sam.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javafx.scene.Scene;
import javafx.stage.Stage;
import sam.jobs.Jobs;
import sam.project.DemoProject;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.SilentDialogs;
import sam.ui.Theme;
import sam.workers.EchoHost;
import sam.workers.OneJob;
import sam.workers.WorkerProcess;

/// The real window on a demo project, everything done at once on the FX thread. The headless screen holds less than
/// a million pixels, so the window is as small as it may be.
final class PageStage implements AutoCloseable {
    final ProjectSession session;
    final SilentDialogs dialogs = new SilentDialogs();
    final Jobs jobs = new Jobs();
    final MainWindow window;
    final Workbench bench;
    private final SettingsStore settings;

    PageStage(Stage stage, Path folder, Page page, int phase) throws IOException {
        this(stage, folder, page, phase, DemoProject.open(folder.resolve("project")));
    }

    PageStage(Stage stage, Path folder, Page page, int phase, ProjectSession session) {
        this.session = session;
        settings = new SettingsStore(
                folder.resolve("settings.json"), Settings.defaults(folder.toString()), Duration.ofHours(1));
        Theme.LIGHT.apply();
        session.showPhase(phase);
        bench = Workbench.of(
                session,
                settings,
                Background.immediate(),
                Background.immediate(),
                dialogs,
                InstantSource.system(),
                new EchoHost(),
                WorkerProcess::start,
                OneJob.alone(),
                jobs,
                _ -> {});
        window = new MainWindow(bench, new SilentActs(), settings);
        var scene = new Scene(window.node(), 1100, 700);
        Theme.dress(scene.getStylesheets());
        window.install(scene);
        window.show(page);
        stage.setScene(scene);
        stage.show();
    }

    @Override
    public void close() {
        bench.close();
        session.close();
        settings.close();
    }
}
