package sam.lines;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import sam.lines.LineDraftsViewModel.State;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;
import sam.ui.WritingArea;

/// The line being written: what is suggested, the question, the answer, and what can be done with them.
final class LineFormView {
    private final LinesViewModel model;
    private final WritingArea question = area("line-question");
    private final WritingArea answer = area("line-answer");
    private final Label words = line(Parts.quiet(""));
    private final Label drafted = Parts.chip(Texts.of("lines.from-draft"), Tone.LOOK);
    private final Label hint = line(Parts.quiet(""));
    private final Card answerCard = new Card(Texts.of("lines.answer"), answer);
    private final Card questionCard = new Card(Texts.of("lines.question"), question);
    private final Button keep = Parts.button("keep-line", LinesKey.KEEP, this::keep);
    private final Button leave = Parts.button("leave-line", LinesKey.LEAVE, this::leave);
    private final Button draft = Parts.button("draft-line", LinesKey.DRAFT, this::draft);
    private final SuggestionView suggestion;
    private final VBox root;

    LineFormView(LinesViewModel model) {
        this.model = model;
        this.suggestion = new SuggestionView(model, this::take, this::another);
        VBox.setVgrow(answerCard, Priority.ALWAYS);
        root = new VBox(10, suggestion.node(), questionCard, answerCard, bar());
        build();
    }

    Node node() {
        return root;
    }

    /// Where the person goes on writing.
    void focus() {
        var field = question.getText().isBlank() ? question : answer;
        field.requestFocus();
        field.end();
    }

    /// What is missing gets the focus; a whole line is kept, and the next begins.
    void keep() {
        if (model.isWhole()) {
            model.keep();
        }
        focus();
    }

    void take() {
        model.take();
        focus();
    }

    void another() {
        model.another();
        focus();
    }

    void draft() {
        model.draft();
        focus();
    }

    void edit(OwnLine row) {
        model.edit(row);
        focus();
    }

    void leave() {
        model.leave();
        focus();
    }

    private void build() {
        question.setPrefRowCount(2);
        question.setMinHeight(62);
        questionCard.setMinHeight(Region.USE_PREF_SIZE);
        question.setPromptText(Texts.of("lines.question-hint"));
        answer.setPromptText(Texts.of("lines.answer-hint"));
        answer.setPrefRowCount(3);
        answer.setMinHeight(60);
        words.setId("line-words");
        drafted.setId("line-drafted");
        answerCard.trailing(drafted, words);
        question.textProperty().bindBidirectional(model.questionProperty());
        answer.textProperty().bindBidirectional(model.answerProperty());
        for (var field : List.of(question, answer)) {
            field.disableProperty().bind(model.readyProperty().not());
            field.textProperty().subscribe(_ -> draw());
            field.focusedProperty().subscribe(focused -> {
                if (!focused) {
                    model.save();
                }
            });
        }
        // On an empty question Tab takes what is suggested on its way to the answer.
        question.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            boolean tab = event.getCode() == KeyCode.TAB && !event.isControlDown() && !event.isShiftDown();
            if (tab && question.getText().isBlank()) {
                model.take();
            }
        });
        for (var field : List.of(question, answer)) {
            moveOnByTab(field);
        }
        model.changingProperty().subscribe(this::draw);
        model.readyProperty().subscribe(this::draw);
        model.drafts().stateProperty().subscribe(this::draw);
        model.keptProperty().subscribe(this::draw);
    }

    private HBox bar() {
        keep.getStyleClass().add("accent");
        hint.setId("line-hint");
        var whole = new Tooltip();
        whole.textProperty().bind(hint.textProperty());
        hint.textProperty().subscribe(text -> hint.setTooltip(text.isEmpty() ? null : whole));
        hint.setMinWidth(0);
        HBox.setHgrow(hint, Priority.ALWAYS);
        hint.setMaxWidth(Double.MAX_VALUE);
        var bar = new HBox(10, draft, hint, leave, keep);
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private void draw() {
        var line = model.line();
        boolean changing = line.row() != null;
        keep.setDisable(!model.isWhole());
        keep.setText(Texts.of(changing ? "lines.keep-change" : "lines.keep"));
        Parts.show(leave, changing);
        questionCard.title().setText(Texts.of(changing ? "lines.question-of-row" : "lines.question"));
        words.setText(line.answer().isBlank() ? "" : Texts.of("lines.words", line.words()));
        Parts.show(drafted, line.answeredDraft().isPresent());
        var state = model.drafts().stateProperty().get();
        draft.setText(Texts.of(
                switch (state) {
                    case LOOKING, NO_MODEL, READY -> "lines.draft";
                    case WRITING -> "lines.drafting";
                    case HERE -> "lines.draft-here";
                }));
        draft.setDisable(
                state != State.HERE && (state != State.READY || line.question().isBlank()));
        hint.setText(hint(line, state));
    }

    private String hint(OwnLine line, State state) {
        if (state == State.NO_MODEL) {
            return Texts.of("lines.no-model");
        }
        var draft = line.answeredDraft();
        if (draft.isPresent()) {
            return Texts.of(
                    draft.get().text().strip().equals(line.answer().strip()) ? "lines.draft-as-is" : "lines.makes-pair",
                    draft.get().maker());
        }
        return model.waiting() > 0 ? Texts.of("lines.waiting", model.waiting()) : "";
    }

    private static Label line(Label label) {
        label.setWrapText(false);
        return label;
    }

    private static WritingArea area(String id) {
        var area = new WritingArea(id);
        area.getStyleClass().addAll("reading-text", "bare");
        return area;
    }

    /// As in any form; a tab is no part of what somebody says.
    private static void moveOnByTab(WritingArea area) {
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
                event.consume();
                area.requestFocusTraversal(event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            }
        });
    }
}
