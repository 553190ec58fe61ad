package sam.planner;

import java.util.ArrayList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.TilePane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.ui.Card;
import sam.ui.PageFrame;
import sam.ui.PageView;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// The Plan page: what will it cost, and does it fit?
public final class PlanView implements PageView {
    /// A part of the memory that is smaller is not worth its line.
    private static final double NOTEWORTHY = 50_000;

    private final PlanViewModel model;
    private final PageFrame frame = new PageFrame("plan", Texts.of("plan.title"));
    private final Button calibrate;
    private final Button train;
    private final PlanTableView table;
    private final MemoryBarView bar = new MemoryBarView();
    private final ProgressBar against = new ProgressBar(0);
    private final Label againstText = quiet("");
    private final TilePane legend = new TilePane(8, 6);
    private final Label used = quiet("");
    private final Label choice = wrapped("");
    private final Card memory;
    private final VBox checks = new VBox(10);
    private final VBox page;
    private final ScrollPane scroll;

    /// `train` leads to the Train page and starts the chosen phase.
    public PlanView(PlanViewModel model, Runnable train) {
        this.model = model;
        this.calibrate = Parts.button("calibrate", Texts.of("plan.calibrate"), model::calibrate);
        this.train = Parts.primary("plan-train", "", train);
        this.table = new PlanTableView(model::showPhase);
        against.setId("memory-against");
        against.getStyleClass().add("thin-bar");
        againstText.setId("memory-against-text");
        choice.setId("memory-choice");
        var inside = new VBox(12, bar, legend, new VBox(5, against, againstText), choice);
        inside.getStyleClass().add("card-body");
        this.memory = new Card("", inside).trailing(used);
        var recipe = new RecipeView(model).node();
        var middle = new HBox(12, memory, recipe);
        legend.setPrefColumns(2);
        legend.setTileAlignment(Pos.CENTER_LEFT);
        checks.getStyleClass().add("card-body");
        this.page = new VBox(12, table.node(), middle, new Card(Texts.of("plan.checks"), checks));
        // a box asks its children how high they are at the width they prefer, not at the one they grow to
        var half = page.widthProperty().subtract(middle.getSpacing()).divide(2);
        for (var card : new Region[] {memory, (Region) recipe}) {
            card.prefWidthProperty().bind(half);
            HBox.setHgrow(card, Priority.ALWAYS);
        }
        this.scroll = new ScrollPane(page);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        frame.acts(calibrate, this.train).content(new VBox(Parts.quiet(Texts.of("plan.reading"))));
        model.screenProperty().subscribe(this::draw);
        model.whatIfProperty().subscribe(now -> drawMemory(now));
        model.calibratingProperty().subscribe(busy -> drawCalibrate(busy));
    }

    @Override
    public Parent node() {
        return frame.node();
    }

    @Override
    public void shown() {
        model.shown();
    }

    @Override
    public boolean undo() {
        return model.putBack();
    }

    @Override
    public void hidden() {
        model.hidden();
    }

    private void draw(PlanViewModel.@Nullable Screen screen) {
        train.setDisable(
                screen == null || screen.line().map(line -> line.plan() == null).orElse(true));
        train.setVisible(screen != null);
        train.setManaged(screen != null);
        if (screen == null) {
            return;
        }
        train.setText(Texts.of("plan.train", screen.phase()));
        drawCalibrate(model.calibratingProperty().get());
        var base = screen.model();
        if (base == null) {
            var words = screen.problem();
            frame.content(Parts.empty(
                    "plan-problem",
                    Texts.of("plan.problem-title"),
                    words == null ? "" : words,
                    Parts.primary(
                            "plan-choose-base",
                            Texts.of("plan.choose-base"),
                            () -> model.chooseBase(Texts.of("plan.choose-base-title")))));
            return;
        }
        var size = Spoken.bytes(base.fileBytes());
        frame.summary()
                .setText(
                        screen.calibration().measuredHere()
                                ? Texts.of(
                                        "plan.summary",
                                        model.baseName(),
                                        size,
                                        screen.calibration().gflops())
                                : Texts.of("plan.summary-unmeasured", model.baseName(), size));
        table.draw(screen.lines(), screen.phase());
        drawChecks(screen);
        frame.content(scroll);
    }

    private void drawCalibrate(boolean busy) {
        var screen = model.screenProperty().get();
        boolean again = screen != null && screen.calibration().measuredHere();
        calibrate.setDisable(busy);
        calibrate.setText(
                busy
                        ? Texts.of("plan.calibrating")
                        : again ? Texts.of("plan.calibrate-again") : Texts.of("plan.calibrate"));
    }

    private void drawMemory(@Nullable WhatIf now) {
        var screen = model.screenProperty().get();
        if (screen == null) {
            return;
        }
        memory.title().setText(Texts.of("plan.memory-title", screen.phase()));
        legend.getChildren().clear();
        var plan = now == null ? null : now.plan();
        double budget = plan == null ? screen.machine().budgetBytes() : plan.budgetBytes();
        bar.show(plan == null ? null : plan.memory());
        against.setProgress(
                plan == null ? 0 : Math.min(1, plan.memory().peakBytes().mid() / budget));
        if (plan == null) {
            used.setText("");
            againstText.setText("");
            choice.setText("");
            legend.getChildren().add(quiet(Texts.of("plan.memory-none")));
            return;
        }
        used.setText(Spoken.bytes(plan.memory().peakBytes().mid()));
        againstText.setText(Texts.of(
                "plan.memory-of", Spoken.bytes(plan.memory().peakBytes().mid()), Spoken.bytes(budget)));
        choice.setText(PlanWords.choice(plan.choice()));
        for (var component : plan.memory().components()) {
            if (component.bytes() < NOTEWORTHY) {
                continue;
            }
            var text = Texts.of(
                    "plan.legend",
                    PlanWords.part(component.part()),
                    Spoken.bytes(component.bytes()),
                    PlanWords.provenance(component.provenance()));
            legend.getChildren().add(entry(MemoryBarView.style(component.part()), text));
        }
    }

    private static Node entry(String style, String text) {
        var square = new Region();
        square.getStyleClass().addAll("memory-key", style);
        var entry = new HBox(7, square, quiet(text));
        entry.setAlignment(Pos.CENTER_LEFT);
        return entry;
    }

    private void drawChecks(PlanViewModel.Screen screen) {
        var lines = new ArrayList<Node>();
        long rows = screen.line().map(PlanViewModel.Line::rows).orElse(1L);
        for (var suggestion : screen.advice()) {
            var chip = Parts.chip(Texts.of("plan.advice-title"), Parts.Tone.ACCENT);
            var line = new HBox(10, chip, wrapped(PlanWords.advice(suggestion, Math.max(1, rows))), Parts.spring());
            if (suggestion.isOfTheRecipe()) {
                line.getChildren()
                        .add(Parts.button(
                                "advice-" + suggestion.lever().name().toLowerCase(java.util.Locale.ROOT),
                                Texts.of("plan.advice-try"),
                                () -> model.take(suggestion)));
            }
            line.setAlignment(Pos.CENTER_LEFT);
            lines.add(line);
        }
        for (var way : screen.night()) {
            var chip = Parts.chip(Texts.of("plan.night-title"), Parts.Tone.ACCENT);
            var line = new HBox(10, chip, wrapped(PlanWords.night(way, rows)));
            line.setAlignment(Pos.CENTER_LEFT);
            lines.add(line);
        }
        screen.line().filter(line -> line.rows() > 0).ifPresent(line -> lines.add(lengths(line)));
        for (var check : screen.checks()) {
            var chip = Parts.chip(check.grade().text(), check.grade().tone());
            var line = new HBox(10, chip, wrapped(check.text()));
            line.setAlignment(Pos.CENTER_LEFT);
            lines.add(line);
        }
        checks.getChildren().setAll(lines);
    }

    private static Node lengths(PlanViewModel.Line line) {
        var chip = line.counted() > 0
                ? Parts.chip(Texts.of("plan.lengths-counted"), Parts.Tone.GOOD)
                : Parts.chip(Texts.of("plan.lengths-estimated"), Parts.Tone.LOOK);
        var text = wrapped(
                line.counted() > 0
                        ? Texts.of("plan.lengths-of-counted", line.counted(), line.rows())
                        : Texts.of("plan.lengths-of-bytes"));
        text.setId("plan-lengths");
        var row = new HBox(10, chip, text);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static Label wrapped(String text) {
        var label = new Label(text);
        Parts.wrapped(label);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static Label quiet(String text) {
        var label = new Label(text);
        label.getStyleClass().add("quiet");
        return label;
    }
}
