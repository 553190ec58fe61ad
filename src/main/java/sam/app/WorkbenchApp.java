package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.hub.Fetch;
import sam.hub.Hub;
import sam.jobs.Jobs;
import sam.jobs.JobsView;
import sam.library.Library;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.project.SampleProject;
import sam.runs.PhaseRuns;
import sam.runs.RunNeeds;
import sam.ui.Dialogs;
import sam.ui.FxBackground;
import sam.ui.FxDialogs;
import sam.ui.Problem;
import sam.ui.Texts;
import sam.ui.Theme;
import sam.workers.Workers;

/// The window: opens the last project, or the sample project at the first start, and changes between projects.
public final class WorkbenchApp extends Application implements MainWindow.Acts {
    private static final double MIN_WIDTH = 1100;
    private static final double MIN_HEIGHT = 700;

    private static final Duration ARCHIVE_PAUSE = Duration.seconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(WorkbenchApp.class);

    private final boolean rehearses = Boolean.getBoolean("sam.rehearsal");
    private final InstantSource clock = InstantSource.system();
    private final Places places = Places.ofThisSystem();
    private final SettingsStore settings = new SettingsStore(
            places.settings(),
            Settings.defaults(places.home().resolve("projects").toString()),
            SettingsStore.PAUSE);
    private final Workers workers = new Workers(
            () -> settings.get().memoryBudgetBytes(),
            new RunNeeds(() -> settings.get().memoryBudgetBytes()),
            clock);
    private final FxBackground background = FxBackground.manyAtOnce();
    private final FxBackground inOrder = FxBackground.inOrder();
    private final Jobs jobs = new Jobs();

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @SuppressWarnings("NullAway.Init")
    private Dialogs dialogs;

    private @Nullable Workbench open;
    private @Nullable Path shown;
    private @Nullable GetModelView models;
    private @Nullable PauseTransition archiveCheck;

    public static void launch() {
        Application.launch(WorkbenchApp.class);
    }

    @Override
    public void start(Stage stage) {
        this.stage = stage;
        this.dialogs = new FxDialogs(stage, () -> Path.of(settings.get().dataFolder()));
        settings.get().theme().apply();
        Platform.getPreferences()
                .colorSchemeProperty()
                .subscribe(() -> settings.get().theme().apply());
        settings.settingsProperty().subscribe((before, now) -> {
            if (before.theme() != now.theme()) {
                now.theme().apply();
            }
        });
        stage.setTitle(Texts.of("app.title"));
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        var scene = new Scene(StartView.opening(""), 1280, 800);
        Theme.dress(scene.getStylesheets());
        stage.setScene(scene);
        WindowPlace.restore(stage, settings.get().window());
        JobsView.sayResults(jobs, stage);
        stage.setOnCloseRequest(event -> {
            if (mayClose()) {
                settings.change(now -> now.withWindow(WindowPlace.of(stage)));
            } else {
                event.consume();
            }
        });
        openFirst();
        stage.show();
    }

    @Override
    public void stop() {
        if (archiveCheck != null) {
            archiveCheck.stop();
        }
        if (models != null) {
            models.close();
        }
        closeProject();
        inOrder.close();
        workers.close();
        background.close();
        settings.close();
    }

    @Override
    public void openProject() {
        dialogs.chooseFolder(Texts.of("start.choose-project")).ifPresent(this::open);
    }

    @Override
    public void newProject() {
        newProject(null);
    }

    private void newProject(@Nullable Path base) {
        var around = new NewProjectView.Around(
                stage,
                dialogs,
                background,
                Path.of(settings.get().dataFolder()),
                BaseChoice.here(places.home().resolve("models")),
                settings.get().memoryBudgetBytes(),
                this::getModel);
        NewProjectView.ask(around, base).ifPresent(this::open);
    }

    @Override
    public void getModel() {
        if (models == null) {
            var model = new GetModelViewModel(
                    () -> new Fetch(Hub.of(System.getenv(), clock), clock),
                    places.home().resolve("models"),
                    () -> settings.get().memoryBudgetBytes(),
                    background,
                    jobs);
            models = new GetModelView(model, this::newProject);
        }
        models.show(stage);
    }

    @Override
    public void changeTheme() {
        boolean dark = settings.get().theme().isDark();
        settings.change(now -> now.withTheme(dark ? Theme.LIGHT : Theme.DARK));
    }

    private void openFirst() {
        var last = settings.get().lastProject();
        if (last != null && Files.exists(Path.of(last, "project.json"))) {
            openFolder(Path.of(last));
        } else {
            openSample();
        }
    }

    /// Projects that were open lately and are still there, but not this one.
    private List<Path> recent(@Nullable Path but) {
        return settings.get().recentProjects().stream()
                .map(Path::of)
                .filter(folder -> !folder.equals(but) && Files.exists(folder.resolve("project.json")))
                .toList();
    }

    @Override
    public List<Path> recentProjects() {
        return recent(shown);
    }

    @Override
    public void open(Path project) {
        if (mayClose()) {
            openFolder(project);
        }
    }

    @Override
    public void reopen() {
        if (shown != null) {
            open(shown);
        }
    }

    /// What needs the open project ends with it, so the person is asked first.
    private boolean mayClose() {
        var ending = jobs.ofProject();
        return ending.isEmpty()
                || dialogs.confirm(
                        Texts.of("jobs.close-question", ending.getFirst().title()),
                        Texts.of("jobs.close-why"),
                        Texts.of("jobs.close"));
    }

    private void openSample() {
        openFolder(Places.sample(settings.get().dataFolder()));
    }

    void openFolder(Path folder) {
        closeProject();
        showInstead(StartView.opening(String.valueOf(folder.getFileName())));
        // in order, so that the library before is closed first: it may be this very one
        inOrder.run(
                () -> session(folder),
                session -> show(session, folder),
                fault -> showInstead(StartView.failed(
                        Problem.of(fault),
                        new StartView.Ways(
                                () -> openFolder(folder),
                                this::openProject,
                                this::newProject,
                                this::openSample,
                                recent(folder),
                                this::openFolder))));
    }

    private void restore(Path folder, Path backup) {
        if (!mayClose()) {
            return;
        }
        closeProject();
        showInstead(StartView.opening(String.valueOf(folder.getFileName())));
        inOrder.run(
                () -> {
                    Library.restore(Project.open(folder).library(), backup);
                    return folder;
                },
                this::openFolder,
                fault -> {
                    dialogs.problem(fault);
                    openFolder(folder);
                });
    }

    private ProjectSession session(Path folder) throws IOException {
        boolean first = folder.equals(Places.sample(settings.get().dataFolder()))
                && !Files.exists(folder.resolve("project.json"));
        var project = first ? SampleProject.copyTo(folder, clock) : Project.open(folder);
        return new ProjectSession(project, Library.open(project.library(), clock));
    }

    void show(ProjectSession session, Path folder) {
        // two projects may have been asked for, one quickly after the other
        closeProject();
        settings.change(now -> now.withLastProject(folder.toString()));
        var bench = Workbench.of(
                session,
                settings,
                background,
                inOrder,
                dialogs,
                clock,
                workers.host(),
                workers::start,
                workers.jobs(),
                jobs,
                backup -> restore(folder, backup));
        open = bench;
        shown = folder;
        background.run(
                () -> {
                    PhaseRuns.living(session.project()).ifPresent(workers::found);
                    return true;
                },
                _ -> {},
                dialogs::problem);
        var window = new MainWindow(bench, this, settings);
        showInstead(window.node());
        window.install(stage.getScene());
        showFirstPage(window, bench);
        bench.commits().refresh();
        bench.backUpHourly();
        stage.setTitle(session.project().content().name() + " · " + Texts.of("app.title"));
        StartTime.report(stage.getScene(), clock, () -> {
            if (rehearses) {
                rehearse(window, bench);
            } else if (archiveCheck == null) {
                archiveCheck = new PauseTransition(ARCHIVE_PAUSE);
                archiveCheck.setOnFinished(_ -> background.run(
                        WorkbenchApp::keepArchiveCurrent,
                        _ -> {},
                        fault -> LOG.info("The archive of the start cannot be made anew.", fault)));
                archiveCheck.play();
            }
        });
    }

    /// Frame and page are styled and laid out in a pulse each: together they keep the window still for too long.
    private void showFirstPage(MainWindow window, Workbench bench) {
        var scene = stage.getScene();
        var once = new Runnable[1];
        once[0] = () -> {
            scene.removePostLayoutPulseListener(once[0]);
            if (open == bench) {
                window.showFirst();
            }
        };
        scene.addPostLayoutPulseListener(once[0]);
    }

    /// Shows every page once, so that what they are made of is in the archive of the start, and ends the program.
    private void rehearse(MainWindow window, Workbench bench) {
        var next = bench.pages().keySet().iterator();
        new AnimationTimer() {
            @Override
            public void handle(long now) {
                if (next.hasNext()) {
                    window.show(next.next());
                } else {
                    stop();
                    Platform.exit();
                }
            }
        }.start();
    }

    /// Long after the window is up: an archive that is missing, or made by another JDK, is made anew beside it.
    private static boolean keepArchiveCurrent() throws IOException {
        var archive = StartArchive.ofThisProgram();
        if (archive.isPresent() && !archive.get().isCurrent()) {
            archive.get().remakeBeside();
        }
        return archive.isPresent();
    }

    private void showInstead(Parent node) {
        stage.getScene().setRoot(node);
        var keys = stage.getScene().getAccelerators();
        keys.clear();
        Map.<WindowCommand, Runnable>of(
                        WindowCommand.OPEN_PROJECT, this::openProject,
                        WindowCommand.NEW_PROJECT, this::newProject,
                        WindowCommand.GET_MODEL, this::getModel)
                .forEach((command, act) -> command.combinations().forEach(key -> keys.put(key, act)));
    }

    private void closeProject() {
        var bench = open;
        open = null;
        if (bench != null) {
            bench.close();
            inOrder.run(
                    () -> {
                        bench.closeLibrary();
                        return bench;
                    },
                    _ -> {},
                    dialogs::problem);
        }
    }
}
