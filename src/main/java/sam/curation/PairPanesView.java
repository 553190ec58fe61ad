package sam.curation;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.ScrollEvent;
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
import sam.ui.WritingArea;

/// The prompt above and the two answers beside each other, of exactly equal width.
final class PairPanesView {
    private static final int CONTEXT = 24;
    private static final double PROMPT_SHARE = 0.36;
    private static final double SHORTEST_PROMPT = 120;
    private static final double PAGE = 0.9;

    private final PairsViewModel model;
    private final VBox turns = new VBox();
    private final ScrollPane promptScroll = scroll(turns);
    private final Label turnCount = Parts.quiet("");
    private final Pane left = new Pane("pairs.side-left", "left-answer", PairsKey.EDIT_LEFT, Editing.LEFT);
    private final Pane right = new Pane("pairs.side-right", "right-answer", PairsKey.EDIT, Editing.RIGHT);
    private final WritingArea editor;
    private final VBox root;
    private @Nullable ShownPair shown;
    private @Nullable ShownPair prompted;
    private Editing edited = Editing.NONE;
    private boolean toLastTurn;
    private boolean revealed;
    private boolean onlyDifferences;
    private int difference = -1;

    PairPanesView(PairsViewModel model, WritingArea editor) {
        this.model = model;
        this.editor = editor;
        turns.setId("pair-prompt");
        promptScroll.setId("pair-prompt-scroll");
        turnCount.setWrapText(false);
        promptScroll.setMinHeight(50);
        var asked = new Card(Texts.of("pairs.prompt"), promptScroll).trailing(turnCount);
        asked.setMinHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        var grid = new GridPane(12, 0);
        var half = new ColumnConstraints();
        half.setPercentWidth(50);
        var row = new RowConstraints();
        row.setVgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(half, half);
        grid.getRowConstraints().add(row);
        grid.addRow(0, left.card, right.card);
        grid.setMinHeight(0);
        VBox.setVgrow(grid, Priority.ALWAYS);
        root = new VBox(12, asked, grid);
        turns.heightProperty().subscribe(_ -> fitPrompt());
        promptScroll.viewportBoundsProperty().subscribe(_ -> showLastTurn());
        promptScroll.addEventFilter(ScrollEvent.ANY, _ -> toLastTurn = false);
        root.heightProperty().subscribe(_ -> fitPrompt());
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
        var longer = longer();
        double hidden =
                longer.text.getHeight() - longer.scroll.getViewportBounds().getHeight();
        if (hidden > 0) {
            longer.scroll.setVvalue(Math.clamp((longer.text.tintTop(difference) - 20) / hidden, 0, 1));
        }
    }

    /// A page of the answers on, or back.
    void readAnswers(boolean on) {
        Parts.scroll(longer().scroll, on ? PAGE : -PAGE);
    }

    /// A page of the prompt on, or back to the turns before.
    void readPrompt(boolean on) {
        toLastTurn = false;
        Parts.scroll(promptScroll, on ? PAGE : -PAGE);
    }

    private Pane longer() {
        return left.text.getHeight() >= right.text.getHeight() ? left : right;
    }

    private void fitPrompt() {
        double most = Math.max(SHORTEST_PROMPT, PROMPT_SHARE * root.getHeight());
        promptScroll.setPrefHeight(Math.min(most, turns.getHeight() + 2));
        showLastTurn();
    }

    private void draw() {
        var pair = shown;
        if (pair == null) {
            return;
        }
        var editing = revealed ? Editing.NONE : model.editingProperty().get();
        if (editing != Editing.NONE && editing == edited && pair == prompted) {
            return;
        }
        drawPrompt(pair);
        edited = editing;
        boolean code = CodeLook.is(pair.left()) && CodeLook.is(pair.right());
        left.inCode(code);
        right.inCode(code);
        var diff = WordDiff.of(pair.left(), pair.right());
        left.show(diff.left(), pair, Choice.LEFT, pair.chosenOnLeft());
        right.show(diff.right(), pair, Choice.RIGHT, !pair.chosenOnLeft());
        if (editing != Editing.NONE) {
            (editing == Editing.LEFT ? left : right).edit();
            editor.setText(model.draft());
            editor.requestFocus();
            editor.positionCaret(editor.getLength());
        }
    }

    /// Of several turns the one that is answered is in view; those before it are a key away.
    private void drawPrompt(ShownPair pair) {
        if (pair == prompted) {
            return;
        }
        prompted = pair;
        var prompt = pair.prompt();
        boolean several = prompt.size() > 1;
        turns.getChildren()
                .setAll(prompt.stream().map(message -> turn(message, several)).toList());
        turnCount.setText(several ? Texts.of("pairs.turns", prompt.size(), PairsKey.PROMPT_BACK.keyText()) : "");
        toLastTurn = several;
        promptScroll.setVvalue(0);
        showLastTurn();
    }

    /// Until the person scrolls: the turns are given their height only when they are laid out.
    private void showLastTurn() {
        if (toLastTurn) {
            promptScroll.setVvalue(1);
        }
    }

    private static Node turn(Message message, boolean several) {
        var text = new TintedText("reading-text", several ? "turn-text" : "card-body");
        text.show(message.shown());
        if (!several) {
            return text;
        }
        var who = new Label(Texts.of(
                switch (message.role()) {
                    case SYSTEM -> "pairs.says-system";
                    case USER -> "pairs.says-user";
                    case ASSISTANT -> "pairs.says-assistant";
                    case TOOL -> "pairs.says-tool";
                }));
        who.getStyleClass().add("turn-who");
        var turn = new VBox(2, who, text);
        turn.getStyleClass().add("prompt-turn");
        return turn;
    }

    private static ScrollPane scroll(Node text) {
        var scroll = new ScrollPane(text);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setFocusTraversable(false);
        scroll.setMinWidth(0);
        return scroll;
    }

    private final class Pane {
        private final TintedText text = new TintedText("reading-text", "card-body");
        private final ScrollPane scroll = scroll(text);
        private final HBox body = new HBox(scroll);
        private final Node edit;
        private final Card card;

        Pane(String titleKey, String id, PairsKey key, Editing side) {
            text.setId(id);
            HBox.setHgrow(scroll, Priority.ALWAYS);
            card = new Card(Texts.of(titleKey), body);
            card.setMinWidth(0);
            body.setMinHeight(0);
            var button = Parts.button(side == Editing.LEFT ? "edit-left" : "edit-pair", key, () -> model.edit(side));
            button.setText(Texts.of("pairs.edit-short"));
            button.getStyleClass().add("small");
            edit = button;
        }

        /// Code is read in a face whose letters are equally wide.
        void inCode(boolean code) {
            text.getStyleClass().remove("mono");
            if (code) {
                text.getStyleClass().add("mono");
            }
        }

        void show(List<WordDiff.Piece> pieces, ShownPair pair, Choice side, boolean holdsStoredChosen) {
            body.getChildren().setAll(scroll);
            boolean picked = revealed && pair.choice() == side;
            boolean passed = revealed && !picked && (pair.choice() == Choice.LEFT || pair.choice() == Choice.RIGHT);
            // Before the choice both sides wear the same tint: green on one would be advice.
            text.show(stretches(pieces, picked ? "tint-good" : passed ? "tint-bad" : "tint-look"));
            scroll.setVvalue(0);
            card.getStyleClass().removeAll("picked");
            card.trailing(edit);
            if (revealed) {
                var origin = Parts.quiet(Texts.of(
                        holdsStoredChosen ? "pairs.was-chosen" : "pairs.was-rejected",
                        pair.row().origin().source()));
                origin.setWrapText(false);
                origin.setMinWidth(0);
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
            var hint = Parts.quiet(Texts.of("review.edit-hint"));
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
