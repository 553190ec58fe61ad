package sam.curation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
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
import sam.ui.WritingArea;

/// Is this row good? The row large and plain, a key a decision.
public final class ReviewView implements PageView {
    private static final double PAGE = 0.9;

    private final ReviewViewModel model;
    private final ReviewPanelView panel;
    private final PageFrame frame = new PageFrame("review", Texts.of("review.title"));
    private final VBox cards = new VBox(12);
    private final ScrollPane scroll = new ScrollPane(cards);
    private final StackPane content = new StackPane();
    private final WritingArea editor = new WritingArea("review-editor");
    private final EditBarView editing;
    private final VBox reading;
    private final Label phaseChip = Parts.chip("", Tone.ACCENT);
    private final Label sourceChip = Parts.sourceChip();
    private final Button allSources;
    private final HBox marks = new HBox(6);
    private final EmptyActs emptyActs;
    private @Nullable StoredExample edited;
    private @Nullable DiffView diff;
    private boolean showsBefore;

    /// Where the empty page leads.
    public record EmptyActs(Runnable toSources, Runnable toPairs, Runnable toPlan) {}

    public ReviewView(ReviewViewModel model, ReviewPanelView panel, EmptyActs emptyActs) {
        this.model = model;
        this.panel = panel;
        this.emptyActs = emptyActs;
        this.editing = new EditBarView(editor, ReviewKey.SAVE, this::save, ReviewKey.LEAVE, this::leave);
        this.reading = new VBox(12, scroll, new StackPane(buttons(), editing.node()));
        this.allSources = Parts.button("all-sources", Texts.of("review.all-sources"), () -> model.showSource(null));
        build();
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.rowsChanged();
        focus();
    }

    @Override
    public void focus() {
        if (model.editingProperty().get()) {
            editor.requestFocus();
        } else {
            content.requestFocus();
        }
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
        editor.getStyleClass().add("reading-text");
        editor.textProperty().subscribe(text -> model.write(text == null ? "" : text));
        content.setFocusTraversable(true);
        content.setId("review-content");
        content.getStyleClass().add("judged");
        marks.setAlignment(Pos.CENTER_RIGHT);
        allSources.getStyleClass().add("small");
        frame.chips(phaseChip, sourceChip, allSources).content(content);
        panel.into(frame, content::requestFocus);
        Keys.install(frame.node(), verbs(), () -> !model.editingProperty().get() && !panel.isMarking());
        Keys.whileWriting(
                frame.node(),
                Map.of(ReviewKey.SAVE, this::save, ReviewKey.LEAVE, this::leave),
                () -> model.editingProperty().get());
        editing.node().managedProperty().bind(editing.node().visibleProperty());
        editing.node().visibleProperty().bind(model.editingProperty());
        model.currentProperty().subscribe(_ -> draw());
        model.emptyProperty().subscribe(_ -> draw());
        model.editingProperty().subscribe(_ -> draw());
        model.sourceProperty().subscribe(_ -> draw());
        model.remarkProperty().subscribe(remark -> marks.getChildren().setAll(ReviewPanelView.marks(remark)));
        model.countsProperty()
                .subscribe(now -> frame.summary()
                        .setText(Texts.of("review.summary", now.accepted(), now.rejected(), now.waiting())));
    }

    private void draw() {
        var row = model.currentProperty().get();
        var only = model.sourceProperty().get();
        Parts.show(sourceChip, row != null || only != null);
        sourceChip.setText(
                only != null
                        ? Texts.of("review.only-source", only)
                        : row == null ? "" : row.origin().source());
        Parts.tone(sourceChip, only == null ? Tone.PLAIN : Tone.ACCENT);
        Parts.show(allSources, only != null);
        phaseChip.setText(panel.phaseText());
        if (row == null) {
            edited = null;
            content.getChildren().setAll(empty());
            return;
        }
        if (model.editingProperty().get() && edited == row) {
            return;
        }
        edited = model.editingProperty().get() ? row : null;
        cards.getChildren().setAll(cards(row));
        scroll.setVvalue(0);
        if (content.getChildren().isEmpty() || content.getChildren().getFirst() != reading) {
            content.getChildren().setAll(reading);
        }
        if (edited != null) {
            editor.requestFocus();
            editor.positionCaret(editor.getLength());
        } else if (editor.isFocused()
                || content.getScene() != null && content.getScene().getFocusOwner() == null) {
            content.requestFocus();
        }
    }

    private List<Node> cards(StoredExample row) {
        var nodes = new ArrayList<Node>();
        diff = null;
        var parts = RowText.of(row.example()).parts();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.kind() != RowText.Kind.BEFORE) {
                nodes.add(card(part, i == parts.size() - 1, row));
            } else if (!part.text().isBlank()) {
                nodes.add(before(part, row));
            }
        }
        return nodes;
    }

    /// What the files said before a change is a key away: the change itself shows what is around it.
    private Node before(RowText.Part part, StoredExample row) {
        var toggle = Parts.button("show-before", ReviewKey.BEFORE, this::toggleBefore);
        toggle.getStyleClass().add("small");
        toggle.setText(Texts.of(showsBefore ? "review.hide-before" : "review.show-before", part.lines()));
        if (showsBefore) {
            var shown = part.text().contains("```")
                    ? text(part, false)
                    : new DiffView("review-before", part.text(), "").node();
            return new Card(Texts.of(part.kind().textKey()), shown).trailing(toggle);
        }
        var line = new HBox(toggle);
        line.setId("review-before-folded");
        return line;
    }

    private void toggleBefore() {
        var row = model.currentProperty().get();
        if (row != null
                && row.example() instanceof Example.Diff
                && !model.editingProperty().get()) {
            showsBefore = !showsBefore;
            double at = scroll.getVvalue();
            cards.getChildren().setAll(cards(row));
            scroll.setVvalue(at);
            content.requestFocus();
        }
    }

    private void showWhole() {
        if (diff != null) {
            diff.showAll();
        }
    }

    private Node card(RowText.Part part, boolean last, StoredExample row) {
        boolean writes = last && model.editingProperty().get();
        var card = new Card(Texts.of(part.kind().textKey()), writes ? editor(part) : text(part, last));
        var quiet = Parts.quiet(
                writes
                        ? Texts.of("review.edit-hint")
                        : last ? Texts.of("review.words", part.words()) : Texts.of("review.row", row.id()));
        quiet.setWrapText(false);
        if (!last) {
            card.trailing(quiet);
        } else {
            VBox.setVgrow(card, Priority.ALWAYS);
            card.trailing(marks, quiet);
            if (row.edited() && !writes) {
                card.trailing(marks, Parts.chip(Texts.of("review.edited"), Tone.ACCENT), quiet);
            }
            if (model.hasDraft() && !writes) {
                card.trailing(marks, Parts.chip(Texts.of("review.draft", ReviewKey.EDIT.keyText()), Tone.LOOK), quiet);
            }
        }
        return card;
    }

    private Node editor(RowText.Part part) {
        if (part.isCode()) {
            editor.getStyleClass().add("mono");
        } else {
            editor.getStyleClass().remove("mono");
        }
        boolean draft = model.hasDraft();
        editor.setText(model.draft());
        editing.show(part.text(), Texts.of(model.editMakesPair() ? "edit.makes-pair" : "edit.makes-row"), draft);
        return editor;
    }

    private Node text(RowText.Part part, boolean last) {
        if (part.kind() == RowText.Kind.CODE) {
            diff = new DiffView("review-diff", part.text(), ReviewKey.WHOLE.keyText());
            return diff.node();
        }
        var flow = new TintedText("reading-text", "card-body");
        if (part.isCode()) {
            flow.getStyleClass().add("mono");
        }
        flow.show(part.text());
        flow.setId(last ? "review-answer" : null);
        return flow;
    }

    private Node empty() {
        var counts = model.countsProperty().get();
        return switch (model.emptyProperty().get()) {
            case NONE, READING -> new Region();
            case NO_ROWS ->
                Parts.empty(
                        "review-empty",
                        Texts.of("review.no-rows", panel.phaseName()),
                        Texts.of("review.no-rows-why"),
                        Parts.primary("review-to-sources", Texts.of("review.to-sources"), emptyActs.toSources()));
            case ALL_DECIDED ->
                Parts.empty(
                        "review-done",
                        counts.skipped() == 0
                                ? Texts.of("review.all-decided", counts.total())
                                : Texts.of("review.all-but-skipped", counts.skipped()),
                        Texts.of("review.all-decided-why", counts.accepted(), counts.rejected(), counts.skipped()),
                        Parts.acts(
                                Parts.primary("review-to-plan", Texts.of("review.to-plan"), emptyActs.toPlan()),
                                reopen(counts.skipped())));
            case SOURCE_DECIDED ->
                Parts.empty(
                        "review-source-done",
                        Texts.of("review.source-decided", model.sourceProperty().get()),
                        Texts.of("review.source-decided-why", counts.waiting()),
                        Parts.primary("go-on-with-all", Texts.of("review.go-on"), () -> model.showSource(null)));
            case ONLY_PAIRS ->
                Parts.empty(
                        "review-pairs",
                        Texts.of("review.only-pairs", panel.phaseName()),
                        Texts.of("review.only-pairs-why"),
                        Parts.primary("review-to-pairs", Texts.of("review.to-pairs"), emptyActs.toPairs()));
        };
    }

    private Node reopen(long skipped) {
        var button = Parts.button("reopen-skipped", Texts.of("review.reopen", skipped), model::reopenSkipped);
        Parts.show(button, skipped > 0);
        return button;
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
        bar.managedProperty().bind(bar.visibleProperty());
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
        verbs.put(ReviewKey.BEFORE, this::toggleBefore);
        verbs.put(ReviewKey.WHOLE, this::showWhole);
        verbs.put(ReviewKey.READ_ON, this::readOn);
        verbs.put(ReviewKey.READ_BACK, () -> Parts.scroll(scroll, -PAGE));
        return verbs;
    }

    /// A page down, and at the end of the text the next row.
    private void readOn() {
        if (!Parts.scroll(scroll, PAGE)) {
            model.putOff();
        }
    }

    private void save() {
        model.saveEdit(editor.getText());
        focus();
    }

    private void leave() {
        model.leaveEdit();
        focus();
    }
}
