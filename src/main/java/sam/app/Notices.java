package sam.app;

import java.io.IOException;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import sam.model.ModelDescription;
import sam.planner.BaseChange;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.ui.Banner;
import sam.ui.Parts;
import sam.ui.Texts;

/// What every page must say, above it: that the base the project stands on is gone, and at the first start what this
/// program is and what to press.
final class Notices implements ProjectSession.Listener {
    private final Workbench bench;
    private final MainWindow.Acts acts;
    private final SettingsStore settings;
    private final Banner missing = new Banner("base-missing", true);
    private final Banner welcome = new Banner("welcome", false);
    private final VBox root = new VBox(missing, welcome);

    Notices(Workbench bench, MainWindow.Acts acts, SettingsStore settings, Runnable toTrain) {
        this.bench = bench;
        this.acts = acts;
        this.settings = settings;
        bench.session().listen(this);
        if (isFirstStart()) {
            welcome.show(
                    Texts.of("welcome.title"),
                    Texts.of("welcome.words", WindowCommand.NEW_PROJECT.keyText(), WindowCommand.SHOW_KEYS.keyText()),
                    Parts.button("welcome-own", WindowCommand.NEW_PROJECT.text(), acts::newProject),
                    Parts.button("welcome-done", Texts.of("welcome.done"), this::welcomed),
                    Parts.primary("welcome-train", Texts.of("welcome.to-train"), () -> {
                        welcomed();
                        toTrain.run();
                    }));
        }
        look();
    }

    Node node() {
        return root;
    }

    @Override
    public void projectChanged(Project project) {
        look();
    }

    /// Whoever trains knows what to press.
    @Override
    public void runsChanged() {
        if (welcome.isVisible()) {
            welcomed();
        }
    }

    /// Looks again whether the base is there: a disk may have been plugged in or taken out.
    void look() {
        var project = bench.session().project();
        bench.background().run(project::hasBase, there -> draw(project.base(), there), bench.dialogs()::problem);
    }

    private void draw(Path base, boolean there) {
        if (there) {
            missing.hide();
            return;
        }
        missing.show(
                Texts.of("base-missing.title", base),
                Texts.of("base-missing.words"),
                Parts.button("base-missing-get", WindowCommand.GET_MODEL.text(), acts::getModel),
                Parts.button(
                        "base-missing-file",
                        Texts.of("new-project.choose-file"),
                        () -> bench.dialogs().chooseFiles(Texts.of("new-project.choose-file")).stream()
                                .findFirst()
                                .ifPresent(this::use)),
                Parts.primary(
                        "base-missing-folder",
                        Texts.of("new-project.choose-base"),
                        () -> bench.dialogs()
                                .chooseFolder(Texts.of("new-project.choose-base"))
                                .ifPresent(this::use)));
    }

    /// Layers that were trained fit the very model they were trained on, so that is asked first.
    private void use(Path chosen) {
        if (!BaseChange.isMeant(bench.session().project(), bench.dialogs())) {
            return;
        }
        bench.background().run(() -> ModelDescription.read(chosen).path(), this::standOn, bench.dialogs()::problem);
    }

    private void standOn(Path base) {
        try {
            bench.session().save(bench.session().project().on(base));
            acts.reopen();
        } catch (IOException e) {
            bench.dialogs().problem(e);
        }
    }

    private boolean isFirstStart() {
        var sample = Places.sample(settings.get().dataFolder()).toAbsolutePath().normalize();
        return !settings.get().welcomed()
                && bench.session()
                        .project()
                        .folder()
                        .toAbsolutePath()
                        .normalize()
                        .equals(sample);
    }

    private void welcomed() {
        settings.change(Settings::withWelcomed);
        welcome.hide();
    }
}
