package sam.curation;

import javafx.geometry.Pos;
import javafx.scene.Node;
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

/// The form for a pair of the person's own.
final class NewPairView {
    private final NewPairViewModel model;
    private final TextArea prompt = area("new-pair-prompt");
    private final VBox root;

    NewPairView(NewPairViewModel model, PairsViewModel pairs) {
        this.model = model;
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
                .bind(model.drawingProperty().or(model.promptProperty().isEmpty()));
        var add = Parts.primary(
                "add-pair",
                Texts.of("new-pair.add"),
                () -> pairs.pairPhases().stream().findFirst().ifPresent(phase -> {
                    model.add(phase);
                    pairs.showPairPhase();
                }));
        enable(add);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label hint = Parts.quiet(Texts.of("new-pair.hint"));
        hint.setWrapText(false);
        hint.setMinWidth(0);
        var bar = new HBox(
                10, draw, hint, gap, Parts.button("leave-pair", Texts.of("new-pair.leave"), model::leave), add);
        bar.setAlignment(Pos.CENTER_LEFT);
        root = new VBox(12, new Card(Texts.of("pairs.prompt"), prompt), answers, bar);
        root.setId("new-pair-form");
        root.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                model.leave();
            }
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

    private static TextArea area(String id) {
        var area = new TextArea();
        area.setId(id);
        area.setWrapText(true);
        area.getStyleClass().addAll("reading-text", "bare");
        return area;
    }
}
