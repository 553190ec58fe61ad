package sam.curation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import sam.library.StoredExample;
import sam.ui.Card;
import sam.ui.Command;
import sam.ui.Keys;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;
import sam.ui.TintedText;

/// Is this row good? The row large and plain, a key a decision.
public final class ReviewView implements PageView {
    private static final KeyCombination SAVE = KeyCombination.valueOf("Shortcut+Enter");

    private final ReviewViewModel model;
    private final ReviewPanelView panel;
    private final PageFrame frame = new PageFrame("review", Texts.of("review.title"));
    private final VBox cards = new VBox(12);
    private final ScrollPane scroll = new ScrollPane(cards);
    private final StackPane content = new StackPane();
    private final VBox reading;
    private final TextArea editor = new TextArea();
    private final Label phaseChip = Parts.chip("", Tone.ACCENT);
    private final Label sourceChip = Parts.chip("", Tone.PLAIN);
    private final EmptyActs emptyActs;

    /// Where the empty page leads.
    public record EmptyActs(Runnable toSources, Runnable toPairs, Runnable toPlan) {}

    public ReviewView(ReviewViewModel model, ReviewPanelView panel, EmptyActs emptyActs) {
        this.model = model;
        this.panel = panel;
        this.emptyActs = emptyActs;
        this.reading = new VBox(12, scroll, buttons());
        build();
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.rowsChanged();
        content.requestFocus();
    }

    @Override
    public List<? extends Command> commands() {
        return List.of(ReviewKey.values());
    }

    private void build() {
        scroll.setId("review-scroll");
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        editor.setId("review-editor");
        editor.setWrapText(true);
        editor.getStyleClass().add("reading-text");
        editor.addEventFilter(KeyEvent.KEY_PRESSED, this::editorKey);
        content.setFocusTraversable(true);
        content.setId("review-content");
        frame.chips(phaseChip, sourceChip).content(content);
        panel.into(frame, content::requestFocus);
        Keys.install(frame.node(), verbs(), () -> !model.editingProperty().get() && !panel.isMarking());
        model.currentProperty().subscribe(_ -> draw());
        model.emptyProperty().subscribe(_ -> draw());
        model.editingProperty().subscribe(_ -> draw());
        model.countsProperty()
                .subscribe(now -> frame.summary()
                        .setText(Texts.of("review.summary", now.accepted(), now.rejected(), now.waiting())));
    }

    private void draw() {
        var row = model.currentProperty().get();
        sourceChip.setVisible(row != null);
        phaseChip.setText(panel.phaseText());
        if (row == null) {
            content.getChildren().setAll(empty());
            return;
        }
        sourceChip.setText(row.origin().source());
        cards.getChildren().setAll(cards(row));
        scroll.setVvalue(0);
        if (content.getChildren().isEmpty() || content.getChildren().getFirst() != reading) {
            content.getChildren().setAll(reading);
        }
        if (model.editingProperty().get()) {
            editor.requestFocus();
            editor.positionCaret(editor.getLength());
        } else if (editor.isFocused()
                || content.getScene() != null && content.getScene().getFocusOwner() == null) {
            content.requestFocus();
        }
    }

    private List<Node> cards(StoredExample row) {
        var nodes = new ArrayList<Node>();
        var parts = RowText.of(row.example()).parts();
        for (int i = 0; i < parts.size(); i++) {
            nodes.add(card(parts.get(i), i == parts.size() - 1, row));
        }
        return nodes;
    }

    private Node card(RowText.Part part, boolean last, StoredExample row) {
        boolean editing = last && model.editingProperty().get();
        Region text;
        if (editing) {
            editor.setText(part.text());
            text = editor;
        } else {
            var flow = new TintedText("reading-text", "card-body");
            if (part.kind() == RowText.Kind.CODE) {
                flow.getStyleClass().add("mono");
            }
            flow.show(part.text());
            flow.setId(last ? "review-answer" : null);
            text = flow;
        }
        var card = new Card(Texts.of(part.kind().textKey()), text);
        var quiet = Parts.quiet(
                editing
                        ? Texts.of("review.edit-hint", SAVE.getDisplayText())
                        : last ? Texts.of("review.words", part.words()) : Texts.of("review.row", row.id()));
        quiet.setWrapText(false);
        if (last && row.edited() && !editing) {
            card.trailing(Parts.chip(Texts.of("review.edited"), Tone.ACCENT), quiet);
        } else {
            card.trailing(quiet);
        }
        if (last) {
            VBox.setVgrow(card, Priority.ALWAYS);
        }
        return card;
    }

    private Node empty() {
        return switch (model.emptyProperty().get()) {
            case NONE, READING -> new Region();
            case NO_ROWS ->
                Parts.empty(
                        "review-empty",
                        Texts.of("review.no-rows", panel.phaseName()),
                        Texts.of("review.no-rows-why"),
                        Parts.primary("review-to-sources", Texts.of("review.to-sources"), emptyActs.toSources()));
            case ALL_DECIDED -> {
                var counts = model.countsProperty().get();
                yield Parts.empty(
                        "review-done",
                        Texts.of("review.all-decided", counts.total()),
                        Texts.of("review.all-decided-why", counts.accepted(), counts.rejected(), counts.skipped()),
                        Parts.primary("review-to-plan", Texts.of("review.to-plan"), emptyActs.toPlan()));
            }
            case ONLY_PAIRS ->
                Parts.empty(
                        "review-pairs",
                        Texts.of("review.only-pairs", panel.phaseName()),
                        Texts.of("review.only-pairs-why"),
                        Parts.primary("review-to-pairs", Texts.of("review.to-pairs"), emptyActs.toPairs()));
        };
    }

    private HBox buttons() {
        var reject = Parts.button("reject", ReviewKey.REJECT, model::reject);
        reject.getStyleClass().addAll("danger", "button-outlined");
        var accept = Parts.button("accept", ReviewKey.ACCEPT, model::accept);
        accept.getStyleClass().addAll("success", "button-outlined");
        var bar = new HBox(
                12,
                reject,
                Parts.button("skip", ReviewKey.SKIP, model::skip),
                Parts.button("edit", ReviewKey.EDIT, model::edit),
                accept);
        bar.getStyleClass().add("decision-bar");
        bar.setAlignment(Pos.CENTER);
        bar.visibleProperty().bind(model.editingProperty().not());
        return bar;
    }

    private Map<ReviewKey, Runnable> verbs() {
        var verbs = new EnumMap<ReviewKey, Runnable>(ReviewKey.class);
        verbs.put(ReviewKey.ACCEPT, model::accept);
        verbs.put(ReviewKey.REJECT, model::reject);
        verbs.put(ReviewKey.SKIP, model::skip);
        verbs.put(ReviewKey.EDIT, model::edit);
        verbs.put(ReviewKey.UNDO, model::undo);
        verbs.put(ReviewKey.REDO, model::redo);
        verbs.put(ReviewKey.NOTE, panel::editNote);
        verbs.put(ReviewKey.TAG, panel::chooseTag);
        verbs.put(ReviewKey.FLAG, model::flag);
        verbs.put(ReviewKey.QUALITY_1, () -> model.quality(1));
        verbs.put(ReviewKey.QUALITY_2, () -> model.quality(2));
        verbs.put(ReviewKey.QUALITY_3, () -> model.quality(3));
        verbs.put(ReviewKey.QUALITY_4, () -> model.quality(4));
        verbs.put(ReviewKey.QUALITY_5, () -> model.quality(5));
        verbs.put(ReviewKey.READ_ON, this::readOn);
        return verbs;
    }

    /// A page down, and at the end of the text the next row.
    private void readOn() {
        double hidden = cards.getHeight() - scroll.getViewportBounds().getHeight();
        if (hidden <= 1 || scroll.getVvalue() >= 0.999) {
            model.putOff();
        } else {
            scroll.setVvalue(Math.min(
                    1, scroll.getVvalue() + 0.9 * scroll.getViewportBounds().getHeight() / hidden));
        }
    }

    private void editorKey(KeyEvent event) {
        if (SAVE.match(event)) {
            event.consume();
            model.saveEdit(editor.getText());
            content.requestFocus();
        } else if (event.getCode() == javafx.scene.input.KeyCode.ESCAPE) {
            event.consume();
            model.leaveEdit();
            content.requestFocus();
        }
    }
}
