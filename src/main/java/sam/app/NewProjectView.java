package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import sam.library.LibraryException;
import sam.model.ModelDescription;
import sam.model.files.ModelException;
import sam.planner.BaseCost;
import sam.planner.PlannerException;
import sam.project.NewProject;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;
import sam.ui.Theme;

/// Asks for the name and the base of a new project, and shows what the chosen base is and where the project will lie
/// before anything is made.
final class NewProjectView {
    private final ObjectProperty<@Nullable ModelDescription> base = new SimpleObjectProperty<>();
    private final SimpleBooleanProperty free = new SimpleBooleanProperty();
    private final TextField name = new TextField(Texts.of("new-project.my-sam"));
    private final Label where = Parts.quiet("");
    private final Label verdict = Parts.quiet(Texts.of("new-project.no-base"));
    private final ComboBox<BaseChoice> bases = new ComboBox<>();
    private final Around around;
    private final Dialog<ButtonType> dialog = new Dialog<>();
    private boolean wantsModel;
    private @Nullable Path asked;

    /// What it needs: the window it belongs to, where projects lie, the bases that are here, the memory a base must
    /// fit, and the way to get a model that is not here yet.
    record Around(
            Window owner,
            Dialogs dialogs,
            Background background,
            Path dataFolder,
            List<BaseChoice> bases,
            long budget,
            Runnable getModel) {}

    private record Read(@Nullable ModelDescription model, String words) {}

    private NewProjectView(Around around) {
        this.around = around;
    }

    /// The folder of the project just made, or empty when the person thought better of it or gets a model first.
    /// `base` is chosen already, where there is one.
    static Optional<Path> ask(Around around, @Nullable Path base) {
        var view = new NewProjectView(around);
        var make = new ButtonType(Texts.of("new-project.make"), ButtonData.OK_DONE);
        view.build(make);
        if (base != null) {
            view.show(base);
        }
        if (view.dialog.showAndWait().filter(make::equals).isEmpty()) {
            if (view.wantsModel) {
                around.getModel().run();
            }
            return Optional.empty();
        }
        var chosen = view.base.get();
        if (chosen == null) {
            return Optional.empty();
        }
        try {
            var called = view.name.getText().strip();
            return Optional.of(
                    NewProject.make(view.folder(), called, chosen.path()).folder());
        } catch (IOException | LibraryException | ModelException e) {
            around.dialogs().problem(e);
            return Optional.empty();
        }
    }

    private Path folder() {
        return around.dataFolder().resolve(name.getText().strip().replaceAll("[\\\\/:*?\"<>|]", "-"));
    }

    private void build(ButtonType make) {
        dialog.initOwner(around.owner());
        dialog.setTitle(Texts.of("new-project.title"));
        name.setId("new-project-name");
        name.setAccessibleText(Texts.of("new-project.name"));
        where.setId("new-project-where");
        where.setMinHeight(Region.USE_PREF_SIZE);
        name.textProperty().subscribe(_ -> sayWhere());
        verdict.setId("new-project-verdict");
        verdict.setMinHeight(Region.USE_PREF_SIZE);
        buildBases();
        var choose = Parts.button("new-project-base", Texts.of("new-project.choose-base"), this::chooseBase);
        var file = Parts.button("new-project-file", Texts.of("new-project.choose-file"), this::chooseFile);
        var get = Parts.button("new-project-get", Texts.of("app.get-model"), this::getModel);
        var box = new VBox(
                8,
                Parts.section(Texts.of("new-project.name")),
                name,
                where,
                Parts.section(Texts.of("new-project.base")),
                bases,
                new HBox(8, choose, file, get),
                verdict);
        box.getStyleClass().add("dialog-body");
        box.setPrefWidth(520);
        var pane = dialog.getDialogPane();
        pane.setId("new-project");
        pane.setContent(box);
        pane.getButtonTypes().addAll(ButtonType.CANCEL, make);
        pane.lookupButton(make).disableProperty().bind(base.isNull().or(free.not()));
        Theme.dress(pane.getStylesheets());
        dialog.setOnShown(_ -> {
            name.requestFocus();
            name.selectAll();
        });
    }

    private void buildBases() {
        bases.setId("new-project-bases");
        bases.setPromptText(Texts.of("new-project.bases"));
        bases.setAccessibleText(Texts.of("new-project.bases"));
        bases.setMaxWidth(Double.MAX_VALUE);
        bases.getItems().setAll(around.bases());
        bases.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable BaseChoice choice) {
                return choice == null ? "" : choice.name();
            }

            @Override
            public BaseChoice fromString(String text) {
                throw new UnsupportedOperationException("the chooser is not edited");
            }
        });
        bases.setOnAction(_ -> {
            var choice = bases.getValue();
            if (choice != null) {
                show(choice.base());
            }
        });
        Parts.show(bases, !around.bases().isEmpty());
    }

    /// Where it will be, or why it cannot be there.
    private void sayWhere() {
        var called = name.getText().strip();
        boolean named = !called.isEmpty();
        boolean taken = named && Files.exists(folder().resolve("project.json"));
        free.set(named && !taken);
        var words = !named
                ? Texts.of("new-project.unnamed")
                : Texts.of(taken ? "new-project.taken" : "new-project.where", folder());
        where.setText(Spoken.breakable(words));
        where.getStyleClass().removeAll("bad");
        if (taken) {
            where.getStyleClass().add("bad");
        }
        grow();
    }

    /// A download takes minutes to hours, and this window would stand before all others so long: it makes way.
    private void getModel() {
        wantsModel = true;
        dialog.setResult(ButtonType.CANCEL);
        dialog.close();
    }

    private void chooseBase() {
        around.dialogs().chooseFolder(Texts.of("new-project.choose-base")).ifPresent(this::show);
    }

    private void chooseFile() {
        around.dialogs().chooseFiles(Texts.of("new-project.choose-file")).stream()
                .findFirst()
                .ifPresent(this::show);
    }

    /// A large vocabulary takes a second to read, so that is done away from the window.
    private void show(Path chosen) {
        asked = chosen;
        base.set(null);
        bases.setValue(bases.getItems().stream()
                .filter(choice -> choice.base().equals(chosen))
                .findFirst()
                .orElse(null));
        say(Texts.of("new-project.reading", chosen.getFileName()));
        around.background().run(() -> read(chosen), read -> shown(chosen, read), around.dialogs()::problem);
    }

    private void shown(Path chosen, Read read) {
        if (chosen.equals(asked)) {
            base.set(read.model());
            say(read.words());
        }
    }

    private Read read(Path chosen) {
        try {
            var model = ModelDescription.read(chosen);
            return new Read(model, describe(model));
        } catch (ModelException | PlannerException e) {
            return new Read(null, String.valueOf(e.getMessage()));
        }
    }

    private void say(String words) {
        verdict.setText(Spoken.breakable(words));
        grow();
    }

    /// However many lines it takes: the window grows with them.
    private void grow() {
        var scene = verdict.getScene();
        if (scene != null && scene.getWindow() != null) {
            scene.getWindow().sizeToScene();
        }
    }

    private String describe(ModelDescription model) {
        var shape = Texts.of(
                "new-project.shape",
                model.config().family().label(),
                model.config().layers(),
                model.config().hidden(),
                model.config().vocabulary(),
                Spoken.bytes(model.weights().bytes()));
        var template = Texts.of(model.template() ? "new-project.template" : "new-project.no-template");
        boolean bundled = around.bases().stream().anyMatch(choice -> isBundled(choice, model.path()));
        return (bundled ? shape : model.path().getFileName() + ": " + shape) + "\n" + template + "\n"
                + cost(model.path());
    }

    /// The folder of the one that comes with the program is called `base`, which names nothing.
    private static boolean isBundled(BaseChoice choice, Path model) {
        return choice.name().equals(Texts.of("new-project.bundled"))
                && choice.base().toAbsolutePath().normalize().equals(model);
    }

    private String cost(Path folder) {
        var cost = BaseCost.of(folder, TrainingSettings.defaults(Objective.SFT), around.budget());
        var words = !cost.fits()
                ? "new-project.too-big"
                : cost.choice().streamed() ? "new-project.fits-streamed" : "new-project.fits";
        return Texts.of(words, cost.tokens(), Spoken.bytes(cost.bytes()), Spoken.bytes(around.budget()));
    }
}
