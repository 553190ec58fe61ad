package sam.curation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.curation.PairsViewModel.Editing;
import sam.library.Decision.Choice;
import sam.ui.Command;
import sam.ui.Keys;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;
import sam.ui.WritingArea;

/// Which is better? The prompt pinned, both answers at equal width, shared text quiet, differences tinted.
public final class PairsView implements PageView {
    /// Below this many decisions a share of sides says nothing.
    private static final int ENOUGH = 30;

    private final PairsViewModel model;
    private final NewPairViewModel newPair;
    private final Runnable toSources;
    private final PageFrame frame = new PageFrame("pairs", Texts.of("pairs.title"));
    private final StackPane content = new StackPane();
    private final WritingArea editor = new WritingArea("pair-editor");
    private final EditBarView editing;
    private final PairPanesView panes;
    private final NewPairView form;
    private final Label onlyChip = Parts.sourceChip();
    private final Button allSources;
    private final Label figures = Parts.quiet("");
    private final Label last = Parts.quiet("");
    private final Button differences = Parts.button("differences", PairsKey.DIFFERENCES, () -> {});
    private final Button next;
    private final Button begin;
    private final VBox judging;

    public PairsView(PairsViewModel model, NewPairViewModel newPair, Runnable toSources) {
        this.model = model;
        this.newPair = newPair;
        this.toSources = toSources;
        this.panes = new PairPanesView(model, editor);
        this.editing = new EditBarView(editor, PairsKey.SAVE, this::save, PairsKey.LEAVE, this::leave);
        this.allSources = Parts.button("all-pairs", Texts.of("review.all-sources"), () -> model.showSource(null));
        this.form = new NewPairView(newPair, model);
        this.next = Parts.button("next-difference", PairsKey.NEXT_DIFFERENCE, panes::nextDifference);
        this.begin = Parts.button("new-pair", PairsKey.NEW_PAIR, newPair::begin);
        this.judging = new VBox(10, panes.node(), new StackPane(buttons(), editing.node()), footer());
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
        if (newPair.openProperty().get()) {
            form.focus();
        } else if (model.editingProperty().get() != Editing.NONE) {
            editor.requestFocus();
        } else {
            content.requestFocus();
        }
    }

    @Override
    public List<? extends Command> commands() {
        return List.of(PairsKey.values());
    }

    private void build() {
        VBox.setVgrow(panes.node(), Priority.ALWAYS);
        content.setId("pairs-content");
        content.setFocusTraversable(true);
        differences.setOnAction(_ -> panes.toggleDifferences());
        frame.acts(differences, next, begin);
        frame.content(content);
        Keys.install(frame.node(), verbs(), this::isJudging);
        Keys.whileWriting(
                frame.node(),
                Map.of(PairsKey.SAVE, this::save, PairsKey.LEAVE, this::leave),
                () -> newPair.openProperty().get() || model.editingProperty().get() != Editing.NONE);
        editor.getStyleClass().add("reading-text");
        editor.textProperty().subscribe(text -> model.write(text == null ? "" : text));
        editing.node().managedProperty().bind(editing.node().visibleProperty());
        editing.node().visibleProperty().bind(model.editingProperty().isNotEqualTo(Editing.NONE));
        allSources.getStyleClass().add("small");
        frame.chips(onlyChip, allSources);
        content.getStyleClass().add("judged");
        model.currentProperty().subscribe(_ -> draw());
        model.revealingProperty().subscribe(_ -> draw());
        model.editingProperty().subscribe(_ -> draw());
        model.emptyProperty().subscribe(_ -> draw());
        model.sourceProperty().subscribe(_ -> draw());
        newPair.openProperty().subscribe(_ -> draw());
        model.previousProperty().subscribe(this::drawLast);
        model.countsProperty()
                .subscribe(now -> frame.summary()
                        .setText(
                                now.total() == 0
                                        ? ""
                                        : Texts.of("pairs.summary", now.accepted() + now.rejected(), now.total())));
        model.habitsProperty().subscribe(_ -> drawFigures());
    }

    /// Keys act on the pair in front, not on one behind a form or an editor.
    private boolean isJudging() {
        return !newPair.openProperty().get() && model.editingProperty().get() == Editing.NONE;
    }

    private void save() {
        if (newPair.openProperty().get()) {
            form.add();
        } else {
            model.saveEdit(editor.getText());
            focus();
        }
    }

    private void leave() {
        if (newPair.openProperty().get()) {
            newPair.leave();
        } else {
            model.leaveEdit();
        }
        if (!newPair.openProperty().get()) {
            focus();
        }
    }

    private void draw() {
        var only = model.sourceProperty().get();
        onlyChip.setText(only == null ? "" : Texts.of("review.only-source", only));
        Parts.tone(onlyChip, Parts.Tone.ACCENT);
        Parts.show(onlyChip, only != null);
        Parts.show(allSources, only != null);
        var revealed =
                model.revealingProperty().get() ? model.previousProperty().get() : null;
        var pair = revealed == null ? model.currentProperty().get() : revealed;
        Node wanted = newPair.openProperty().get() ? form.node() : pair == null ? empty() : judging;
        Parts.show(differences, wanted == judging);
        Parts.show(next, wanted == judging);
        Parts.show(begin, wanted != form.node());
        if (pair != null && wanted == judging) {
            panes.show(pair, revealed != null);
            if (model.editingProperty().get() != Editing.NONE) {
                editing.show(
                        model.original(),
                        Texts.of("edit.makes-winner"),
                        !model.draft().equals(model.original()));
            }
        }
        if (content.getChildren().isEmpty() || content.getChildren().getFirst() != wanted) {
            content.getChildren().setAll(wanted);
            if (wanted == form.node()) {
                form.focus();
            } else {
                content.requestFocus();
            }
        }
    }

    private Node empty() {
        return switch (model.emptyProperty().get()) {
            case NONE, READING -> new Region();
            case NO_PAIRS ->
                Parts.empty(
                        "pairs-empty",
                        Texts.of("pairs.no-pairs"),
                        Texts.of("pairs.no-pairs-why"),
                        Parts.acts(
                                Parts.primary("pairs-new", Texts.of("pairs.new"), newPair::begin),
                                Parts.button("pairs-to-sources", Texts.of("review.to-sources"), toSources)));
            case ALL_DECIDED -> {
                var counts = model.countsProperty().get();
                var reopen = Parts.button(
                        "reopen-skipped-pairs", Texts.of("pairs.reopen", counts.skipped()), model::reopenSkipped);
                Parts.show(reopen, counts.skipped() > 0);
                yield Parts.empty(
                        "pairs-done",
                        counts.skipped() == 0
                                ? Texts.of("pairs.all-decided", counts.total())
                                : Texts.of("pairs.all-but-skipped", counts.skipped()),
                        Texts.of("pairs.all-decided-why"),
                        Parts.acts(Parts.primary("pairs-new", Texts.of("pairs.new"), newPair::begin), reopen));
            }
            case SOURCE_DECIDED ->
                Parts.empty(
                        "pairs-source-done",
                        Texts.of("review.source-decided", model.sourceProperty().get()),
                        Texts.of(
                                "pairs.source-decided-why",
                                model.countsProperty().get().waiting()),
                        Parts.primary("go-on-with-all-pairs", Texts.of("review.go-on"), () -> model.showSource(null)));
            case OTHER_PHASE ->
                Parts.empty(
                        "pairs-other-phase",
                        Texts.of("pairs.other-phase"),
                        Texts.of("pairs.other-phase-why"),
                        Parts.primary("show-pair-phase", Texts.of("pairs.show-phase"), model::showPairPhase));
        };
    }

    private HBox buttons() {
        var bar = new HBox(
                10,
                Parts.button("left", PairsKey.LEFT, () -> model.choose(Choice.LEFT, false)),
                Parts.button("both-good", PairsKey.BOTH_GOOD, () -> model.choose(Choice.BOTH_GOOD, false)),
                Parts.button("both-bad", PairsKey.BOTH_BAD, () -> model.choose(Choice.BOTH_BAD, false)),
                Parts.button("skip-pair", PairsKey.SKIP, () -> model.choose(Choice.SKIP, false)),
                Parts.button("right", PairsKey.RIGHT, () -> model.choose(Choice.RIGHT, false)));
        bar.getStyleClass().add("decision-bar");
        bar.setAlignment(Pos.CENTER);
        bar.managedProperty().bind(bar.visibleProperty());
        bar.visibleProperty().bind(model.editingProperty().isEqualTo(Editing.NONE));
        return bar;
    }

    private HBox footer() {
        figures.setWrapText(false);
        figures.setMinWidth(0);
        figures.setId("pair-figures");
        last.setWrapText(false);
        last.setId("pair-last");
        var bar = new HBox(24, last, figures);
        bar.setAlignment(Pos.CENTER);
        return bar;
    }

    private void drawLast(@Nullable ShownPair pair) {
        if (pair == null) {
            last.setText(Texts.of("pairs.hint"));
            return;
        }
        var choice = pair.choice();
        last.setText(
                choice == null
                        ? Texts.of("pairs.hint")
                        : Texts.of(
                                "pairs.last",
                                Texts.of(
                                        switch (choice) {
                                            case LEFT -> pair.much() ? "pairs.much-left" : "pairs.left";
                                            case RIGHT -> pair.much() ? "pairs.much-right" : "pairs.right";
                                            case BOTH_GOOD -> "pairs.both-good";
                                            case BOTH_BAD -> "pairs.both-bad";
                                            case SKIP -> "pairs.skipped";
                                        })));
    }

    private void drawFigures() {
        var habits = model.habitsProperty().get();
        var text = new StringBuilder();
        if (habits.pairs() >= ENOUGH) {
            var left = Wilson.of(habits.leftChosen(), habits.pairs());
            text.append(Texts.of("pairs.left-share", 100 * left.share(), 100 * left.low(), 100 * left.high()))
                    .append("     ")
                    .append(Texts.of("pairs.longer-share", 100.0 * habits.longerChosen() / habits.pairs()))
                    .append("     ");
        }
        double each = model.secondsEach();
        if (each > 0) {
            var rest = java.time.Duration.ofSeconds(
                    (long) (each * model.countsProperty().get().waiting()));
            text.append(Texts.of("pairs.pace", each, Spoken.time(rest)));
        }
        figures.setText(text.toString());
    }

    private Map<PairsKey, Runnable> verbs() {
        var verbs = new EnumMap<PairsKey, Runnable>(PairsKey.class);
        verbs.put(PairsKey.LEFT, () -> model.choose(Choice.LEFT, false));
        verbs.put(PairsKey.RIGHT, () -> model.choose(Choice.RIGHT, false));
        verbs.put(PairsKey.MUCH_LEFT, () -> model.choose(Choice.LEFT, true));
        verbs.put(PairsKey.MUCH_RIGHT, () -> model.choose(Choice.RIGHT, true));
        verbs.put(PairsKey.BOTH_GOOD, () -> model.choose(Choice.BOTH_GOOD, false));
        verbs.put(PairsKey.BOTH_BAD, () -> model.choose(Choice.BOTH_BAD, false));
        verbs.put(PairsKey.SKIP, () -> model.choose(Choice.SKIP, false));
        verbs.put(PairsKey.DIFFERENCES, panes::toggleDifferences);
        verbs.put(PairsKey.NEXT_DIFFERENCE, panes::nextDifference);
        verbs.put(PairsKey.EDIT, () -> model.edit(Editing.RIGHT));
        verbs.put(PairsKey.EDIT_LEFT, () -> model.edit(Editing.LEFT));
        verbs.put(PairsKey.REVEAL, model::reveal);
        verbs.put(PairsKey.NEW_PAIR, newPair::begin);
        verbs.put(PairsKey.READ_ON, () -> panes.readAnswers(true));
        verbs.put(PairsKey.READ_BACK, () -> panes.readAnswers(false));
        verbs.put(PairsKey.PROMPT_ON, () -> panes.readPrompt(true));
        verbs.put(PairsKey.PROMPT_BACK, () -> panes.readPrompt(false));
        verbs.put(PairsKey.UNDO, model::undo);
        verbs.put(PairsKey.REDO, model::redo);
        return verbs;
    }
}
