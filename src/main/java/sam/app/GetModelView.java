package sam.app;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import sam.hub.SuitedBase;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;
import sam.ui.Theme;

/// The window that gets a model: the short list with what each costs, a field for any other, and how far it is. It
/// stands beside the workbench, which goes on; closed, the download goes on too, and it comes back when that ends.
final class GetModelView {
    private static final double BILLION = 1e9;

    private final GetModelViewModel model;
    private final Consumer<Path> use;
    private final TableView<SuitedBase> table = new TableView<>();
    private final ProgressBar bar = new ProgressBar(0);
    private final Label words = Parts.quiet("");
    private final Button get;
    private final Button stop;
    private final Button forProject;
    private final VBox root = new VBox(10);
    private @Nullable Stage window;

    GetModelView(GetModelViewModel model, Consumer<Path> use) {
        this.model = model;
        this.use = use;
        get = Parts.primary("get-model-get", Texts.of("get-model.get"), model::get);
        stop = Parts.button("get-model-stop", Texts.of("get-model.stop"), model::stop);
        forProject = Parts.primary("get-model-use", Texts.of("get-model.use"), this::useIt);
        build();
        model.screenProperty().subscribe(this::draw);
    }

    Parent node() {
        return root;
    }

    void show(Window owner) {
        if (window == null) {
            var made = new Stage();
            made.initOwner(owner);
            made.setTitle(Texts.of("get-model.title"));
            var scene = new Scene(root, 1000, 680);
            Theme.dress(scene.getStylesheets());
            // as every other small window; a download goes on
            scene.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
                if (event.getCode() == KeyCode.ESCAPE) {
                    made.hide();
                }
            });
            made.setScene(scene);
            window = made;
        }
        table.refresh();
        window.show();
        window.toFront();
    }

    void close() {
        model.stop();
        if (window != null) {
            window.close();
        }
    }

    private void build() {
        buildTable();
        bar.setId("get-model-bar");
        bar.getStyleClass().add("thin-bar");
        bar.setMaxWidth(Double.MAX_VALUE);
        words.setId("get-model-words");
        words.setMinHeight(Region.USE_PREF_SIZE);
        var id = field("get-model-id", "get-model.id-prompt", model.idProperty());
        var file = field("get-model-file", "get-model.file-prompt", model.fileProperty());
        HBox.setHgrow(id, Priority.ALWAYS);
        file.setPrefWidth(260);
        get.setDefaultButton(true);
        get.disableProperty().bind(model.idProperty().isEmpty());
        var line = new HBox(8, name("get-model.id"), id, name("get-model.file"), file);
        line.setAlignment(Pos.CENTER_LEFT);
        var acts = new HBox(8, words, stop, get, forProject);
        acts.setAlignment(Pos.CENTER_LEFT);
        acts.setMinHeight(52);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMaxWidth(Double.MAX_VALUE);
        root.setId("get-model");
        root.getStyleClass().addAll("page", "dialog-body");
        root.getChildren().addAll(Parts.quiet(Texts.of("get-model.explain")), table, line, bar, acts);
        VBox.setVgrow(table, Priority.ALWAYS);
    }

    private static Label name(String text) {
        var name = new Label(Texts.of(text));
        name.getStyleClass().add("card-title");
        name.setMinWidth(Region.USE_PREF_SIZE);
        return name;
    }

    private static TextField field(String id, String prompt, StringProperty value) {
        var field = new TextField();
        field.setId(id);
        field.setPromptText(Texts.of(prompt));
        field.setAccessibleText(Texts.of(prompt));
        field.textProperty().bindBidirectional(value);
        return field;
    }

    private void buildTable() {
        table.setId("get-model-table");
        table.setFixedCellSize(46);
        table.getItems().setAll(model.bases());
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setAccessibleText(Texts.of("get-model.title"));
        table.getColumns().add(nodes("get-model.column-model", 380, GetModelView::name));
        table.getColumns()
                .add(number(
                        "get-model.column-weights",
                        80,
                        base -> Texts.of("get-model.billions", base.parameters() / BILLION)));
        table.getColumns().add(number("get-model.column-download", 90, base -> Spoken.bytes(base.downloadBytes())));
        table.getColumns().add(number("get-model.column-training", 90, base -> Spoken.bytes(base.trainingBytes())));
        table.getColumns().add(nodes("get-model.column-licence", 165, base -> new Label(base.licence())));
        table.getColumns().add(nodes("get-model.column-state", 150, this::state));
        table.getSelectionModel().selectedItemProperty().subscribe(base -> {
            if (base != null) {
                model.choose(base);
            }
        });
    }

    private static Node name(SuitedBase base) {
        var note = new Label(base.note());
        note.getStyleClass().add("quiet");
        var box = new VBox(new Label(base.id()), note);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    private Node state(SuitedBase base) {
        if (model.isHere(base)) {
            return Parts.chip(Texts.of("get-model.here"), Parts.Tone.GOOD);
        }
        if (!model.fits(base)) {
            return Parts.chip(Texts.of("get-model.over-budget"), Parts.Tone.BAD);
        }
        return base.gated() ? Parts.chip(Texts.of("get-model.is-gated"), Parts.Tone.LOOK) : new Label();
    }

    private static TableColumn<SuitedBase, String> number(
            String title, double width, Function<SuitedBase, String> value) {
        var column = new TableColumn<SuitedBase, String>(Texts.of(title));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
        column.setPrefWidth(width);
        column.setSortable(false);
        column.getStyleClass().add("number");
        return column;
    }

    private static TableColumn<SuitedBase, SuitedBase> nodes(
            String title, double width, Function<SuitedBase, Node> value) {
        var column = new TableColumn<SuitedBase, SuitedBase>(Texts.of(title));
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
        column.setCellFactory(_ -> new TableCell<>() {
            @Override
            protected void updateItem(@Nullable SuitedBase base, boolean empty) {
                super.updateItem(base, empty);
                setGraphic(empty || base == null ? null : value.apply(base));
            }
        });
        column.setPrefWidth(width);
        column.setSortable(false);
        return column;
    }

    private void draw(GetModelViewModel.Screen screen) {
        var life = screen.life();
        boolean done = life == GetModelViewModel.Life.DONE;
        words.setText(screen.words());
        words.getStyleClass().removeAll("bad");
        if (life == GetModelViewModel.Life.FAILED) {
            words.getStyleClass().add("bad");
        }
        bar.setProgress(screen.fraction());
        bar.setVisible(screen.fraction() != 0);
        bar.getStyleClass().removeAll("done");
        if (done) {
            bar.getStyleClass().add("done");
            table.refresh();
        }
        Parts.show(stop, life.isBusy());
        Parts.show(get, !life.isBusy() && !done);
        Parts.show(forProject, done);
        get.setText(Texts.of(life == GetModelViewModel.Life.STOPPED ? "get-model.go-on" : "get-model.get"));
        // it stays readable
        table.setMouseTransparent(life.isBusy());
        table.setFocusTraversable(!life.isBusy());
        root.lookupAll(".text-field").forEach(field -> field.setDisable(life.isBusy()));
        if (window != null && !window.isShowing() && (done || life == GetModelViewModel.Life.FAILED)) {
            window.show();
        }
    }

    private void useIt() {
        var chosen = model.screenProperty().get().model();
        if (chosen != null) {
            if (window != null) {
                window.hide();
            }
            use.accept(chosen);
        }
    }
}
