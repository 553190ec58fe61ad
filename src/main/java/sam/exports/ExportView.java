package sam.exports;

import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Hands SAM on: the whole stack in the form another program reads.
public final class ExportView {
    private static final double WIDTH = 860;
    private static final double CHOICE = 260;

    private final ExportViewModel model;
    private final VBox root;
    private final ComboBox<ExportViewModel.Choice> stacks = new ComboBox<>();
    private final ComboBox<ExportFormat> formats = new ComboBox<>();
    private final TextField folder = new TextField();
    private final Button choose;
    private final Button export;
    private final Label format = Parts.quiet("");
    private final Label result = new Label();
    private final Label said = Parts.quiet("");
    private final TextField use = new TextField();
    private final VBox made = new VBox(6, result, said, use);
    private final Node form;
    private final Node empty;
    private boolean drawing;

    /// `toTrain` leads to where a first phase is trained.
    public ExportView(ExportViewModel model, Runnable toTrain) {
        this.model = model;
        this.choose = Parts.button(
                "export-place", Texts.of("export.choose"), () -> model.choosePlace(Texts.of("export.choose-title")));
        this.export = Parts.primary("export-now", Texts.of("export.now"), model::export);
        this.form = form();
        this.empty = Parts.empty(
                "export-empty",
                Texts.of("export.none-title"),
                Texts.of("export.none-words"),
                Parts.primary("export-to-train", Texts.of("export.to-train"), toTrain));
        this.root = new VBox(form);
        model.screenProperty().subscribe(this::draw);
    }

    public Node node() {
        return root;
    }

    private Node form() {
        stacks.setId("export-stack");
        stacks.setAccessibleText(Texts.of("export.stack"));
        stacks.setConverter(new StringConverter<>() {
            @Override
            public String toString(ExportViewModel.Choice choice) {
                return choice == null ? "" : Texts.of("export.up-to", choice.phase(), choice.name());
            }

            @Override
            public ExportViewModel.Choice fromString(String text) {
                throw new UnsupportedOperationException("the chooser is not edited");
            }
        });
        stacks.valueProperty().subscribe(choice -> {
            if (choice != null && !drawing) {
                model.choose(choice);
            }
        });
        formats.setId("export-format");
        formats.setAccessibleText(Texts.of("export.format"));
        formats.getItems().setAll(ExportFormat.values());
        formats.setConverter(new StringConverter<>() {
            @Override
            public String toString(ExportFormat format) {
                return format == null ? "" : Texts.of("export.as-" + key(format));
            }

            @Override
            public ExportFormat fromString(String text) {
                throw new UnsupportedOperationException("the chooser is not edited");
            }
        });
        formats.valueProperty().subscribe(format -> {
            if (format != null && !drawing) {
                model.choose(format);
            }
        });
        folder.setId("export-folder");
        folder.setEditable(false);
        folder.setFocusTraversable(false);
        folder.setAccessibleText(Texts.of("export.folder"));
        HBox.setHgrow(folder, Priority.ALWAYS);
        use.setId("export-use");
        use.setEditable(false);
        use.getStyleClass().add("mono");
        result.setId("export-result");
        var where = new HBox(8, folder, choose);
        var grid = new GridPane(14, 10);
        grid.addRow(0, new Label(Texts.of("export.stack")), stacks);
        grid.addRow(1, new Label(Texts.of("export.format")), formats);
        grid.add(format, 1, 2);
        grid.addRow(3, new Label(Texts.of("export.folder")), where);
        stacks.setPrefWidth(CHOICE);
        formats.setPrefWidth(CHOICE);
        GridPane.setHgrow(where, Priority.ALWAYS);
        var acts = new HBox(8, Parts.spring(), export);
        acts.setAlignment(Pos.CENTER_RIGHT);
        var words = Parts.quiet(Texts.of("export.words"));
        var body = new VBox(14, words, grid, acts, made);
        body.getStyleClass().add("card-body");
        var card = new Card(Texts.of("export.title"), body);
        card.setMaxWidth(WIDTH);
        return card;
    }

    private static String key(ExportFormat format) {
        return format.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void draw(ExportViewModel.Screen screen) {
        drawing = true;
        if (!stacks.getItems().equals(screen.choices())) {
            stacks.getItems().setAll(screen.choices());
        }
        stacks.setValue(screen.chosen());
        formats.setValue(screen.format());
        format.setText(Texts.of("export.what-" + key(screen.format())));
        var place = screen.folder();
        folder.setText(place == null ? "" : place.toString());
        export.setDisable(!screen.ready());
        export.setText(screen.busy() ? Texts.of("export.busy") : Texts.of("export.now"));
        choose.setDisable(screen.busy());
        var done = screen.made();
        made.setVisible(done != null);
        made.setManaged(done != null);
        if (done != null) {
            result.setText(Texts.of("export.done", Spoken.bytes(done.bytes()), done.folder()));
            said.setText(done.said());
            use.setText(
                    Texts.of(screen.format() == ExportFormat.PEFT ? "export.use" : "export.use-ollama", done.folder()));
        }
        root.getChildren().setAll(screen.choices().isEmpty() ? empty : form);
        drawing = false;
    }
}
