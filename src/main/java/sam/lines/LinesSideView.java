package sam.lines;

import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.StatusModel;
import sam.ui.Texts;
import sam.ui.VisibleText;
import sam.ui.WritingArea;

/// Beside the text: who SAM is, and what was written last.
final class LinesSideView {
    private final LinesViewModel model;
    private final StatusModel status;
    private final WritingArea card = new WritingArea("persona-card");
    private final Label saved = Parts.quiet("");
    private final ListView<OwnLine> last = new ListView<>();
    private final Button undo = Parts.button("undo-line", "", () -> {});
    private final Consumer<OwnLine> edit;
    private final VBox root;

    LinesSideView(LinesViewModel model, StatusModel status, ToggleButton withCard, Consumer<OwnLine> edit) {
        this.model = model;
        this.status = status;
        this.edit = edit;
        var persona = new Card(Texts.of("lines.card"), new VBox(card, foot(withCard)));
        var written = new Card(Texts.of("lines.last"), last).trailing();
        VBox.setVgrow(card, Priority.ALWAYS);
        VBox.setVgrow(written, Priority.ALWAYS);
        VBox.setVgrow(persona, Priority.ALWAYS);
        root = new VBox(10, persona, written, undo);
        build(persona, written);
    }

    Node node() {
        return root;
    }

    private void build(Card persona, Card written) {
        var persons = model.persona();
        card.getStyleClass().add("bare");
        card.setMinHeight(40);
        card.setPrefRowCount(5);
        card.textProperty().bindBidirectional(persons.cardProperty());
        card.disableProperty().bind(persons.readableProperty().not());
        card.setPromptText(Texts.of("lines.card-hint"));
        card.focusedProperty().subscribe(focused -> {
            if (!focused) {
                model.save();
            }
        });
        saved.setId("persona-saved");
        saved.setWrapText(false);
        persona.trailing(saved);
        persona.setMinHeight(130);
        persona.setPrefHeight(220);
        last.setPrefHeight(150);
        written.setMinHeight(110);
        persons.savedProperty().subscribe(this::drawSaved);
        persons.readableProperty().subscribe(this::drawSaved);
        last.setId("last-lines");
        last.getStyleClass().add("last-lines");
        last.setPlaceholder(Parts.quiet(Texts.of("lines.none")));
        last.setCellFactory(_ -> new LineCell());
        last.setMinHeight(60);
        last.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
                editChosen();
            }
        });
        last.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                editChosen();
            }
        });
        model.keptProperty().subscribe(kept -> last.getItems().setAll(kept.last()));
        undo.setOnAction(_ -> model.undo());
        undo.setMaxWidth(Double.MAX_VALUE);
        undo.setMinWidth(0);
        undo.setTextOverrun(OverrunStyle.ELLIPSIS);
        undo.getStyleClass().add("small");
        status.undoableProperty().subscribe(this::drawUndo);
    }

    private HBox foot(ToggleButton withCard) {
        var headings = Parts.button("card-headings", Texts.of("lines.card-begin"), () -> {
            model.persona().beginWithHeadings();
            card.requestFocus();
        });
        headings.getStyleClass().add("small");
        withCard.setId("with-card");
        withCard.getStyleClass().setAll("filter-chip", "button");
        withCard.setMinWidth(Region.USE_PREF_SIZE);
        withCard.setTooltip(new Tooltip(Texts.of("lines.with-card-why")));
        withCard.selectedProperty().bindBidirectional(model.persona().usedProperty());
        model.persona().cardProperty().subscribe(text -> {
            boolean blank = PersonaCard.prompt(text).isEmpty();
            withCard.setDisable(blank);
            Parts.show(headings, text.isBlank());
        });
        var bar = new HBox(8, withCard, Parts.key(LinesKey.CARD.keyText()), Parts.spring(), headings);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("card-foot");
        return bar;
    }

    private void editChosen() {
        var chosen = last.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            edit.accept(chosen);
        }
    }

    private void drawSaved() {
        var persona = model.persona();
        saved.setText(Texts.of(
                !persona.readableProperty().get()
                        ? "lines.card-locked"
                        : persona.savedProperty().get() ? "lines.saved" : "lines.saving"));
    }

    private void drawUndo(@Nullable String what) {
        undo.setDisable(what == null);
        undo.setText(what == null ? Texts.of("lines.undo") : Texts.of("lines.undo-of", what));
        undo.setTooltip(what == null ? null : new Tooltip(what));
    }

    private final class LineCell extends ListCell<OwnLine> {
        private final Label asked = new Label();
        private final Label said = Parts.quiet("");
        private final VBox both = new VBox(1, asked, said);

        LineCell() {
            asked.getStyleClass().add("last-asked");
            said.setWrapText(false);
            for (var label : new Label[] {asked, said}) {
                label.setMinWidth(0);
            }
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable OwnLine line, boolean empty) {
            super.updateItem(line, empty);
            if (empty || line == null) {
                setGraphic(null);
                setAccessibleText(null);
                return;
            }
            asked.setText(oneLine(line.question()));
            said.setText(oneLine(line.answer()));
            setAccessibleText(Texts.of("lines.row", asked.getText(), said.getText()));
            setGraphic(both);
        }

        private static String oneLine(String text) {
            return VisibleText.in(text.strip().replaceAll("\\s+", " "));
        }
    }
}
