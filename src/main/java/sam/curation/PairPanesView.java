package sam.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.RowConstraints;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.curation.PairsViewModel.Editing;
import sam.library.Decision.Choice;
import sam.rows.Message;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;
import sam.ui.TintedText;

/// The prompt above and the two answers beside each other, of exactly equal width.
final class PairPanesView {
    private static final KeyCombination SAVE = KeyCombination.valueOf("Shortcut+Enter");
    private static final int CONTEXT = 24;
    private static final double LONGEST_PROMPT = 170;

    private final PairsViewModel model;
    private final Runnable giveFocusBack;
    private final TintedText prompt = new TintedText("reading-text", "card-body");
    private final Label turns = Parts.quiet("");
    private final Pane left = new Pane("pairs.side-left", "left-answer");
    private final Pane right = new Pane("pairs.side-right", "right-answer");
    private final TextArea editor = new TextArea();
    private final VBox root;
    private @Nullable ShownPair shown;
    private boolean revealed;
    private boolean onlyDifferences;
    private int difference = -1;

    PairPanesView(PairsViewModel model, Runnable giveFocusBack) {
        this.model = model;
        this.giveFocusBack = giveFocusBack;
        prompt.setId("pair-prompt");
        turns.setWrapText(false);
        var promptScroll = scroll(prompt);
        prompt.heightProperty()
                .subscribe(height -> promptScroll.setPrefHeight(Math.min(LONGEST_PROMPT, height.doubleValue() + 2)));
        promptScroll.setMinHeight(50);
        var asked = new Card(Texts.of("pairs.prompt"), promptScroll).trailing(turns);
        editor.setId("pair-editor");
        editor.setWrapText(true);
        editor.getStyleClass().add("reading-text");
        editor.addEventFilter(KeyEvent.KEY_PRESSED, this::editorKey);
        var grid = new GridPane(12, 0);
        var half = new ColumnConstraints();
        half.setPercentWidth(50);
        var row = new RowConstraints();
        row.setVgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(half, half);
        grid.getRowConstraints().add(row);
        grid.addRow(0, left.card, right.card);
        VBox.setVgrow(grid, Priority.ALWAYS);
        root = new VBox(12, asked, grid);
        left.scroll.vvalueProperty().bindBidirectional(right.scroll.vvalueProperty());
    }

    Node node() {
        return root;
    }

    void show(ShownPair pair, boolean reveal) {
        if (pair != shown) {
            difference = -1;
        }
        shown = pair;
        revealed = reveal;
        draw();
    }

    void toggleDifferences() {
        onlyDifferences = !onlyDifferences;
        draw();
    }

    /// Scrolls both sides to the next stretch in which they differ.
    void nextDifference() {
        int most = Math.max(left.text.tints(), right.text.tints());
        if (most == 0) {
            return;
        }
        difference = (difference + 1) % most;
        var longer = left.text.getHeight() >= right.text.getHeight() ? left : right;
        double hidden =
                longer.text.getHeight() - longer.scroll.getViewportBounds().getHeight();
        if (hidden > 0) {
            longer.scroll.setVvalue(Math.clamp((longer.text.tintTop(difference) - 20) / hidden, 0, 1));
        }
    }

    private void draw() {
        var pair = shown;
        if (pair == null) {
            return;
        }
        prompt.show(pair.prompt().size() == 1 ? pair.prompt().getFirst().content() : conversation(pair.prompt()));
        turns.setText(
                pair.prompt().size() == 1
                        ? ""
                        : Texts.of("pairs.turns", pair.prompt().size()));
        var diff = WordDiff.of(pair.left(), pair.right());
        left.show(diff.left(), pair, Choice.LEFT, pair.chosenOnLeft());
        right.show(diff.right(), pair, Choice.RIGHT, !pair.chosenOnLeft());
        var editing = revealed ? Editing.NONE : model.editingProperty().get();
        if (editing != Editing.NONE) {
            var pane = editing == Editing.LEFT ? left : right;
            editor.setText(editing == Editing.LEFT ? pair.left() : pair.right());
            pane.edit();
            editor.requestFocus();
            editor.positionCaret(editor.getLength());
        }
    }

    private static String conversation(List<Message> prompt) {
        return prompt.stream()
                .map(message -> Texts.of(
                        switch (message.role()) {
                            case SYSTEM -> "pairs.says-system";
                            case USER -> "pairs.says-user";
                            case ASSISTANT -> "pairs.says-assistant";
                            case TOOL -> "pairs.says-tool";
                        },
                        message.shown()))
                .collect(Collectors.joining("\n\n"));
    }

    private void editorKey(KeyEvent event) {
        if (SAVE.match(event)) {
            event.consume();
            model.saveEdit(editor.getText());
            giveFocusBack.run();
        } else if (event.getCode() == KeyCode.ESCAPE) {
            event.consume();
            model.leaveEdit();
            giveFocusBack.run();
        }
    }

    private static ScrollPane scroll(TintedText text) {
        var scroll = new ScrollPane(text);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setFocusTraversable(false);
        return scroll;
    }

    private final class Pane {
        private final TintedText text = new TintedText("reading-text", "card-body");
        private final ScrollPane scroll = scroll(text);
        private final HBox body = new HBox(scroll);
        private final Card card;

        Pane(String titleKey, String id) {
            text.setId(id);
            HBox.setHgrow(scroll, Priority.ALWAYS);
            card = new Card(Texts.of(titleKey), body);
        }

        void show(List<WordDiff.Piece> pieces, ShownPair pair, Choice side, boolean holdsStoredChosen) {
            body.getChildren().setAll(scroll);
            boolean picked = revealed && pair.choice() == side;
            boolean passed = revealed && !picked && (pair.choice() == Choice.LEFT || pair.choice() == Choice.RIGHT);
            // Before the choice both sides wear the same tint: green on one would be advice.
            text.show(stretches(pieces, picked ? "tint-good" : passed ? "tint-bad" : "tint-look"));
            scroll.setVvalue(0);
            card.getStyleClass().removeAll("picked");
            card.trailing();
            if (revealed) {
                var origin = Parts.quiet(Texts.of(
                        holdsStoredChosen ? "pairs.was-chosen" : "pairs.was-rejected",
                        pair.row().origin().source()));
                origin.setWrapText(false);
                if (picked) {
                    card.getStyleClass().add("picked");
                    card.trailing(Parts.chip(Texts.of("pairs.your-choice"), Tone.GOOD), origin);
                } else {
                    card.trailing(origin);
                }
            }
        }

        void edit() {
            HBox.setHgrow(editor, Priority.ALWAYS);
            body.getChildren().setAll(editor);
            var hint = Parts.quiet(Texts.of("pairs.edit-hint", SAVE.getDisplayText()));
            hint.setWrapText(false);
            card.trailing(hint);
        }

        private List<TintedText.Stretch> stretches(List<WordDiff.Piece> pieces, String tint) {
            boolean differs = pieces.stream().anyMatch(WordDiff.Piece::changed);
            var stretches = new ArrayList<TintedText.Stretch>();
            for (var piece : pieces) {
                stretches.add(
                        piece.changed()
                                ? new TintedText.Stretch(piece.text(), tint, false)
                                : new TintedText.Stretch(
                                        onlyDifferences ? ends(piece.text()) : piece.text(), "", differs));
            }
            return stretches;
        }

        /// A long shared stretch keeps a few words at its ends, so that the differences still read.
        private String ends(String shared) {
            return shared.length() <= 2 * CONTEXT + 3
                    ? shared
                    : shared.substring(0, CONTEXT) + " … " + shared.substring(shared.length() - CONTEXT);
        }
    }
}
