package sam.planner;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
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
import sam.durable.Plain;
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
    private static final long MAX_BATCH = 4096;
    private static final long MAX_ROWS = 10_000_000;
    private static final int LONGEST_QUOTE = 20;

    private final PlanViewModel model;
    private final Slider length = slider("length", LENGTH_STEP, MAX_LENGTH, LENGTH_STEP);
    private final Slider rank = slider("rank", 2, MAX_RANK, 2);
    private final Slider epochs = slider("epochs", 1, MAX_EPOCHS, 1);
    private final TextField learningRate = field("learning-rate");
    private final TextField batch = field("batch");
    private final TextField rows = field("rows");
    private final ComboBox<String> base = new ComboBox<>();
    private final Label refused = Parts.chip("", Parts.Tone.BAD);
    private final Label lengthName = new Label();
    private final Label rankName = new Label();
    private final Label epochsName = new Label();
    private final Label cut = quiet();
    private final Label trained = quiet();
    private final Label steps = quiet();
    private final Label cost = Parts.chip("", Parts.Tone.PLAIN);
    private final Button apply;
    private final Button reset;
    private final Button putBack;
    private final Card card;
    private @Nullable WhatIf shown;
    private boolean drawing;

    RecipeView(PlanViewModel model) {
        this.model = model;
        apply = Parts.button("apply-recipe", Texts.of("plan.apply"), model::apply);
        reset = Parts.button("reset-recipe", Texts.of("plan.reset"), model::reset);
        putBack = Parts.button("put-back-recipe", Texts.of("plan.put-back"), model::putBack);
        cost.setId("what-if-cost");
        refused.setId("what-if-refused");
        refused.setManaged(false);
        refused.setVisible(false);
        base.setId("what-if-base");
        base.getItems().add(Texts.of("plan.own-base"));
        KnownShapes.all().forEach(shape -> base.getItems().add(shape.name()));
        base.getSelectionModel().select(0);
        card = new Card(Texts.of("plan.what-if"), build());
        var hint = quiet();
        hint.setText(Texts.of("plan.what-if-hint"));
        card.trailing(hint);
        model.whatIfProperty().subscribe(this::draw);
        for (var slider : new Slider[] {length, rank, epochs}) {
            slider.valueProperty().subscribe(_ -> turned());
        }
        for (var field : new TextField[] {learningRate, batch, rows}) {
            field.setOnAction(_ -> typed(field));
            field.focusedProperty().subscribe(focused -> {
                if (!focused) {
                    typed(field);
                }
            });
        }
        base.valueProperty().subscribe(_ -> turned());
        model.replacedProperty().subscribe(before -> {
            putBack.setManaged(before != null);
            putBack.setVisible(before != null);
        });
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
        GridPane.setColumnSpan(fields, 2);
        var others = new HBox(8, rows, named(Texts.of("plan.base"), base), base);
        others.setAlignment(Pos.CENTER_LEFT);
        grid.addRow(4, named(Texts.of("plan.rows"), rows), others);
        GridPane.setColumnSpan(others, 2);
        var acts = new HBox(8, cost, Parts.spring(), putBack, reset, apply);
        acts.setAlignment(Pos.CENTER_LEFT);
        var box = new VBox(12, grid, refused, acts);
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

    private void draw(@Nullable WhatIf now) {
        card.setDisable(now == null);
        shown = now;
        if (now == null) {
            cost.setText("");
            return;
        }
        drawing = true;
        var recipe = now.recipe();
        set(length, recipe.length(), MAX_LENGTH);
        set(rank, recipe.rank(), MAX_RANK);
        set(epochs, recipe.epochs(), MAX_EPOCHS);
        set(learningRate, rate(recipe));
        set(batch, Integer.toString(recipe.batch()));
        set(rows, Long.toString(now.rows()));
        base.getSelectionModel().select(now.base() == null ? base.getItems().getFirst() : now.base());
        lengthName.setText(Texts.of("plan.length", recipe.length()));
        rankName.setText(Texts.of("plan.rank", recipe.rank()));
        epochsName.setText(Texts.of("plan.epochs", trimmed(recipe.epochs())));
        cut.setText(now.ownRows() == 0 ? "" : Texts.of("plan.cut", 100.0 * now.rowsCut() / now.ownRows()));
        apply.setDisable(!now.changed());
        reset.setDisable(!now.asked());
        drawCost(now);
        drawing = false;
    }

    /// A knob that stands where it should is left alone: it may be under the person's hand.
    private static void set(Slider slider, double value, double most) {
        slider.setMax(Math.max(most, value));
        if (snapped(slider) != value) {
            slider.setValue(value);
        }
    }

    private static void set(TextField field, String text) {
        if (!field.isFocused() || field.getText().isBlank()) {
            field.setText(text);
        }
    }

    private static String rate(Recipe recipe) {
        var parts = String.format(Locale.ROOT, "%.6e", recipe.learningRate()).split("e", 2);
        return parts[0].replaceAll("\\.?0+$", "") + "e" + Integer.parseInt(parts[1]);
    }

    private void drawCost(WhatIf now) {
        var plan = now.plan();
        if (plan == null) {
            cost.setText(now.pending() ? Texts.of("plan.cost-pending") : Texts.of("plan.cost-none"));
            Parts.tone(cost, now.pending() ? Parts.Tone.PLAIN : Parts.Tone.BAD);
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
        steps.setText(Texts.of("plan.steps", plan.workload().steps()));
    }

    private void turned() {
        var before = shown;
        if (drawing || before == null) {
            return;
        }
        var recipe = before.recipe();
        var turned = new Recipe(
                (int) turned(length, recipe.length()),
                (int) turned(rank, recipe.rank()),
                turned(epochs, recipe.epochs()),
                recipe.learningRate(),
                recipe.batch());
        if (!turned.equals(recipe)) {
            model.consider(turned);
        }
        var chosen = base.getSelectionModel().getSelectedIndex() <= 0 ? null : base.getValue();
        if (!Objects.equals(chosen, before.base())) {
            model.consider(before.rows(), chosen);
        }
    }

    /// What was typed, or a sentence beside the fields where it is no number; the last good one stays.
    private void typed(TextField field) {
        var before = shown;
        if (drawing || before == null) {
            return;
        }
        var recipe = before.recipe();
        var last = field == learningRate
                ? rate(recipe)
                : field == batch ? Integer.toString(recipe.batch()) : Long.toString(before.rows());
        if (field.getText().strip().equals(last)) {
            say("");
            return;
        }
        var number = field == learningRate ? number(field.getText()) : number(ungrouped(field.getText()));
        if (field == learningRate && number.isPresent()) {
            say("");
            model.consider(recipe.withLearningRate(number.getAsDouble()));
        } else if (field == batch && isCount(number, MAX_BATCH)) {
            say("");
            model.consider(recipe.withBatch((int) number.getAsDouble()));
        } else if (field == rows && isCount(number, MAX_ROWS)) {
            say("");
            model.consider((long) number.getAsDouble(), before.base());
        } else {
            say(
                    field == learningRate
                            ? Texts.of("plan.no-number", shortened(field.getText()), last)
                            : Texts.of(
                                    "plan.no-count",
                                    shortened(field.getText()),
                                    field == batch ? MAX_BATCH : MAX_ROWS,
                                    last));
        }
        field.setText(
                field == learningRate
                        ? rate(now().recipe())
                        : field == batch ? Integer.toString(now().recipe().batch()) : Long.toString(now().rows()));
    }

    private WhatIf now() {
        return Objects.requireNonNull(shown);
    }

    private void say(String words) {
        refused.setText(words);
        refused.setManaged(!words.isEmpty());
        refused.setVisible(!words.isEmpty());
    }

    private static String shortened(String text) {
        var stripped = text.strip();
        return stripped.length() <= LONGEST_QUOTE ? stripped : stripped.substring(0, LONGEST_QUOTE) + "…";
    }

    private static boolean isCount(OptionalDouble number, long most) {
        return number.isPresent()
                && number.getAsDouble() >= 1
                && number.getAsDouble() <= most
                && number.getAsDouble() == Math.rint(number.getAsDouble());
    }

    /// A value that was not moved stays as it is, even between the slider's steps.
    private static double turned(Slider slider, double before) {
        return Math.abs(slider.getValue() - before) < 1e-9 ? before : snapped(slider);
    }

    private static double snapped(Slider slider) {
        double step = slider.getBlockIncrement();
        return Math.max(step, Math.round(slider.getValue() / step) * step);
    }

    /// `50,000` and `50 000` are fifty thousand.
    private static String ungrouped(String text) {
        var stripped = text.strip();
        return stripped.matches("\\d{1,3}([ ,.'’\u00a0\u202f]\\d{3})+") ? stripped.replaceAll("\\D", "") : stripped;
    }

    private static OptionalDouble number(String text) {
        try {
            double value = Double.parseDouble(text.strip().replace(',', '.'));
            return value >= 0 && Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static String trimmed(double epochs) {
        return epochs == Math.rint(epochs) ? Plain.text("%.0f", epochs) : String.format(Locale.ROOT, "%.1f", epochs);
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
