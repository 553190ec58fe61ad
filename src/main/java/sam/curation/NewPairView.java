package sam.curation;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.Texts;
import sam.ui.WritingArea;

/// The form for a pair of the person's own.
final class NewPairView {
    private final NewPairViewModel model;
    private final PairsViewModel pairs;
    private final TextArea prompt = area("new-pair-prompt");
    private final VBox root;

    NewPairView(NewPairViewModel model, PairsViewModel pairs) {
        this.model = model;
        this.pairs = pairs;
        var first = area("new-pair-first");
        var second = area("new-pair-second");
        prompt.textProperty().bindBidirectional(model.promptProperty());
        first.textProperty().bindBidirectional(model.firstProperty());
        second.textProperty().bindBidirectional(model.secondProperty());
        prompt.setPromptText(Texts.of("new-pair.prompt-hint"));
        first.setPromptText(Texts.of("new-pair.answer-hint"));
        second.setPromptText(Texts.of("new-pair.answer-hint"));
        prompt.setPrefRowCount(3);
        prompt.setMinHeight(90);
        var answers = new HBox(
                12,
                grown(new Card(Texts.of("new-pair.first"), first)),
                grown(new Card(Texts.of("new-pair.second"), second)));
        VBox.setVgrow(answers, Priority.ALWAYS);
        var draw = Parts.button("draw-answers", Texts.of("new-pair.draw"), model::draw);
        model.drawingProperty().subscribe(now -> draw.setText(Texts.of(now ? "new-pair.drawing" : "new-pair.draw")));
        draw.disableProperty()
                .bind(model.drawingProperty()
                        .or(model.promptProperty().isEmpty())
                        .or(model.canDrawProperty().not()));
        var add = Parts.button("add-pair", PairsKey.SAVE, this::add);
        add.setText(Texts.of("new-pair.add"));
        add.getStyleClass().add("accent");
        enable(add);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label hint = Parts.quiet(Texts.of("new-pair.hint"));
        hint.setWrapText(false);
        hint.setMinWidth(0);
        var leave = Parts.button("leave-pair", PairsKey.LEAVE, model::leave);
        leave.setText(Texts.of("new-pair.leave"));
        var bar = new HBox(10, draw, hint, gap, leave, add);
        bar.setAlignment(Pos.CENTER_LEFT);
        root = new VBox(12, new Card(Texts.of("pairs.prompt"), prompt), answers, bar);
        root.setId("new-pair-form");
    }

    void add() {
        pairs.pairPhases().stream().findFirst().filter(_ -> model.isWhole()).ifPresent(phase -> {
            pairs.showPairPhase();
            model.add(phase);
        });
    }

    Node node() {
        return root;
    }

    void focus() {
        prompt.requestFocus();
    }

    private void enable(Button add) {
        Runnable check = () -> add.setDisable(!model.isWhole());
        model.promptProperty().subscribe(check);
        model.firstProperty().subscribe(check);
        model.secondProperty().subscribe(check);
        check.run();
    }

    private static Card grown(Card card) {
        HBox.setHgrow(card, Priority.ALWAYS);
        card.setPrefWidth(200);
        return card;
    }

    /// Tab moves on from field to field, as in any form.
    private static TextArea area(String id) {
        var area = new WritingArea(id);
        area.getStyleClass().addAll("reading-text", "bare");
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
                event.consume();
                area.requestFocusTraversal(event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            }
        });
        return area;
    }
}
