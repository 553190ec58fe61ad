package sam.planner;

import java.util.Locale;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.ui.Card;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// The "what if" of the Plan page: the recipe's knobs, with what they would cost.
final class RecipeView {
    private static final int LENGTH_STEP = 64;
    private static final int MAX_LENGTH = 2048;
    private static final int MAX_RANK = 64;
    private static final int MAX_EPOCHS = 12;

    private final PlanViewModel model;
    private final Slider length = slider("length", LENGTH_STEP, MAX_LENGTH, LENGTH_STEP);
    private final Slider rank = slider("rank", 2, MAX_RANK, 2);
    private final Slider epochs = slider("epochs", 1, MAX_EPOCHS, 1);
    private final TextField learningRate = field("learning-rate");
    private final TextField batch = field("batch");
    private final Label lengthName = new Label();
    private final Label rankName = new Label();
    private final Label epochsName = new Label();
    private final Label cut = quiet();
    private final Label trained = quiet();
    private final Label steps = quiet();
    private final Label cost = Parts.chip("", Parts.Tone.PLAIN);
    private final Button apply;
    private final Button reset;
    private final Card card;
    private @Nullable Recipe shown;
    private boolean drawing;

    RecipeView(PlanViewModel model) {
        this.model = model;
        apply = Parts.button("apply-recipe", Texts.of("plan.apply"), model::apply);
        reset = Parts.button("reset-recipe", Texts.of("plan.reset"), model::reset);
        cost.setId("what-if-cost");
        card = new Card(Texts.of("plan.what-if"), build());
        var hint = quiet();
        hint.setText(Texts.of("plan.what-if-hint"));
        card.trailing(hint);
        model.whatIfProperty().subscribe(this::draw);
        for (var slider : new Slider[] {length, rank, epochs}) {
            slider.valueProperty().subscribe(_ -> turned());
        }
        for (var field : new TextField[] {learningRate, batch}) {
            field.setOnAction(_ -> turned());
            field.focusedProperty().subscribe(focused -> {
                if (!focused) {
                    turned();
                }
            });
        }
    }

    Node node() {
        return card;
    }

    private Node build() {
        var grid = new GridPane(12, 8);
        var name = new ColumnConstraints();
        name.setMinWidth(104);
        var knob = new ColumnConstraints();
        knob.setHgrow(Priority.ALWAYS);
        var effect = new ColumnConstraints();
        effect.setMinWidth(120);
        effect.setHalignment(HPos.LEFT);
        grid.getColumnConstraints().addAll(name, knob, effect);
        grid.addRow(0, lengthName, length, cut);
        grid.addRow(1, rankName, rank, trained);
        grid.addRow(2, epochsName, epochs, steps);
        var fields = new HBox(8, learningRate, named(Texts.of("plan.batch"), batch), batch);
        fields.setAlignment(Pos.CENTER_LEFT);
        grid.addRow(3, named(Texts.of("plan.learning-rate"), learningRate), fields);
        var acts = new HBox(8, cost, Parts.spring(), reset, apply);
        acts.setAlignment(Pos.CENTER_LEFT);
        var box = new VBox(12, grid, acts);
        box.getStyleClass().add("card-body");
        return box;
    }

    private static Label named(String text, Node field) {
        var label = new Label(text);
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.setLabelFor(field);
        field.setAccessibleText(text);
        return label;
    }

    private void draw(PlanViewModel.@Nullable WhatIf now) {
        card.setDisable(now == null);
        if (now == null) {
            cost.setText("");
            return;
        }
        drawing = true;
        var recipe = now.recipe();
        shown = recipe;
        length.setMax(Math.max(MAX_LENGTH, recipe.length()));
        length.setValue(recipe.length());
        rank.setMax(Math.max(MAX_RANK, recipe.rank()));
        rank.setValue(recipe.rank());
        epochs.setMax(Math.max(MAX_EPOCHS, recipe.epochs()));
        epochs.setValue(recipe.epochs());
        learningRate.setText("%.1e".formatted(recipe.learningRate()).replace("e-0", "e-"));
        batch.setText(Integer.toString(recipe.batch()));
        lengthName.setText(Texts.of("plan.length", recipe.length()));
        rankName.setText(Texts.of("plan.rank", recipe.rank()));
        epochsName.setText(Texts.of("plan.epochs", trimmed(recipe.epochs())));
        cut.setText(now.rows() == 0 ? "" : Texts.of("plan.cut", 100.0 * now.rowsCut() / now.rows()));
        apply.setDisable(!now.changed());
        reset.setDisable(!now.changed());
        drawCost(now.plan());
        drawing = false;
    }

    private void drawCost(@Nullable Plan plan) {
        if (plan == null) {
            cost.setText(Texts.of("plan.cost-none"));
            Parts.tone(cost, Parts.Tone.BAD);
            trained.setText("");
            steps.setText("");
            return;
        }
        cost.setText(Texts.of(
                "plan.cost",
                PlanWords.time(plan.time().seconds().mid()),
                Spoken.bytes(plan.memory().peakBytes().mid())));
        Parts.tone(cost, PlanWords.tone(plan.verdict()));
        trained.setText(Texts.of("plan.trained", Spoken.count(plan.trainedParameters())));
        steps.setText(Texts.of("plan.steps", "%,d".formatted(plan.workload().steps())));
    }

    private void turned() {
        var before = shown;
        if (drawing || before == null) {
            return;
        }
        model.consider(new Recipe(
                snapped(length, before.length(), LENGTH_STEP),
                snapped(rank, before.rank(), 2),
                Math.abs(epochs.getValue() - before.epochs()) < 1e-9
                        ? before.epochs()
                        : Math.max(1, Math.round(epochs.getValue())),
                number(learningRate.getText(), before.learningRate()),
                Math.clamp(Math.round(number(batch.getText(), before.batch())), 1, 4096)));
    }

    /// A value that was not moved stays as it is, even between the slider's steps.
    private static int snapped(Slider slider, int before, int step) {
        return Math.abs(slider.getValue() - before) < 1e-9
                ? before
                : (int) Math.max(step, Math.round(slider.getValue() / step) * step);
    }

    /// What is no number leaves the recipe as it was.
    private static double number(String text, double otherwise) {
        try {
            double value = Double.parseDouble(text.strip().replace(',', '.'));
            return value >= 0 && Double.isFinite(value) ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static String trimmed(double epochs) {
        return epochs == Math.rint(epochs) ? "%.0f".formatted(epochs) : String.format(Locale.ROOT, "%.1f", epochs);
    }

    private static Slider slider(String id, double min, double max, double step) {
        var slider = new Slider(min, max, min);
        slider.setId("what-if-" + id);
        slider.setBlockIncrement(step);
        slider.setAccessibleText(id);
        slider.getStyleClass().add("small");
        return slider;
    }

    private static TextField field(String id) {
        var field = new TextField();
        field.setId("what-if-" + id);
        field.setPrefColumnCount(5);
        field.setMinWidth(64);
        return field;
    }

    private static Label quiet() {
        var label = new Label();
        label.getStyleClass().add("quiet");
        return label;
    }
}
