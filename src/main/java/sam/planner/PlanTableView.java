package sam.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import sam.durable.Plain;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// The table of the Plan page: the researcher's own table, our estimate with its interval, and what was measured.
final class PlanTableView {
    private static final double[] SHARES = {29, 12.5, 8, 10.5, 12, 18.5, 9.5};

    private final VBox root = new VBox();
    private final IntConsumer choose;

    PlanTableView(IntConsumer choose) {
        this.choose = choose;
        root.setId("plan-table");
        root.getStyleClass().add("card-box");
    }

    Node node() {
        return root;
    }

    void draw(List<PlanViewModel.Line> lines, int phase) {
        var rows = new ArrayList<Node>();
        rows.add(head());
        lines.forEach(line -> rows.add(row(line, line.phase().number() == phase)));
        root.getChildren().setAll(rows);
    }

    private static Node head() {
        var grid = grid();
        grid.getStyleClass().add("plan-head");
        grid.addRow(
                0,
                quiet(Texts.of("plan.column-phase")),
                quiet(Texts.of("plan.column-own")),
                quiet(Texts.of("plan.column-estimate")),
                quiet(Texts.of("plan.column-measured")),
                quiet(Texts.of("plan.column-time")),
                quiet(Texts.of("plan.column-peak")),
                quiet(Texts.of("plan.column-memory")));
        return grid;
    }

    private Node row(PlanViewModel.Line line, boolean chosen) {
        int number = line.phase().number();
        var grid = grid();
        grid.setId("plan-phase-" + number);
        grid.getStyleClass().add("plan-row");
        if (chosen) {
            grid.getStyleClass().add("plan-row-chosen");
        }
        grid.setFocusTraversable(true);
        grid.setAccessibleText(line.phase().name());
        grid.setOnMouseClicked(_ -> choose.accept(number));
        grid.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                choose.accept(number);
                event.consume();
            }
        });
        grid.addRow(
                0,
                two(number + " " + line.phase().name(), detail(line), Pos.CENTER_LEFT),
                own(line),
                estimate(line),
                measured(line),
                timeChip(line),
                peak(line),
                memoryChip(line));
        return grid;
    }

    private static String detail(PlanViewModel.Line line) {
        if (line.rows() == 0) {
            return Texts.of("plan.line-no-rows");
        }
        boolean pairs = line.phase().objective().takesPairs();
        var rows = Plain.text("%,d", line.rows());
        var tokens = Spoken.count(line.tokens());
        int rank = line.phase().trainingSettings().lora().r();
        return pairs
                ? Texts.of("plan.line-pairs", rows, tokens, rank)
                : Texts.of("plan.line-detail", rows, tokens, rank);
    }

    private static Node own(PlanViewModel.Line line) {
        var own = line.own();
        if (own == null) {
            return new Label();
        }
        boolean pairs = line.phase().objective().takesPairs();
        var rows = Plain.text("%,d", own.examples());
        return two(
                Texts.of("plan.own-hours", own.hoursFrom(), own.hoursTo()),
                pairs ? Texts.of("plan.own-pairs", rows) : Texts.of("plan.own-rows", rows),
                Pos.CENTER_RIGHT);
    }

    private static Node estimate(PlanViewModel.Line line) {
        var plan = line.plan();
        if (plan == null) {
            return line.whyNot() == null ? new Label() : quiet(line.whyNot());
        }
        var seconds = plan.time().seconds();
        return two(PlanWords.time(seconds.mid()), PlanWords.band(seconds), Pos.CENTER_RIGHT);
    }

    private static Node measured(PlanViewModel.Line line) {
        var measured = line.measured();
        if (measured == null) {
            return new Label();
        }
        return two(
                measured.running() ? Texts.of("plan.running") : Spoken.time(measured.seconds()),
                measured.peakBytes() > 0 ? Spoken.bytes(measured.peakBytes()) : "",
                Pos.CENTER_RIGHT);
    }

    private static Node timeChip(PlanViewModel.Line line) {
        var own = line.own();
        var plan = line.asOwn();
        if (own == null || plan == null) {
            return new Label();
        }
        var seconds = plan.time().seconds();
        var chip = Parts.chip(PlanWords.standing(own, seconds), PlanWords.tone(OwnTable.standing(own, seconds)));
        return new VBox(
                2,
                chip,
                quiet(Texts.of(
                        "plan.as-own", PlanWords.time(plan.time().seconds().mid()), Spoken.count(own.examples()))));
    }

    private static Node peak(PlanViewModel.Line line) {
        var plan = line.plan();
        if (plan == null) {
            return new Label();
        }
        var bytes = plan.memory().peakBytes();
        var band = PlanWords.memoryBand(bytes);
        var own = line.own();
        return two(
                Spoken.bytes(bytes.mid()),
                own == null ? band : Texts.of("plan.own-memory", band, own.gigabytes()),
                Pos.CENTER_RIGHT);
    }

    private static Node memoryChip(PlanViewModel.Line line) {
        var plan = line.plan();
        return plan == null
                ? new Label()
                : Parts.chip(PlanWords.verdict(plan.verdict()), PlanWords.tone(plan.verdict()));
    }

    private static GridPane grid() {
        var grid = new GridPane();
        for (int i = 0; i < SHARES.length; i++) {
            var column = new ColumnConstraints();
            column.setPercentWidth(SHARES[i]);
            column.setHgrow(Priority.ALWAYS);
            boolean number = i == 1 || i == 2 || i == 3 || i == 5;
            column.setHalignment(number ? HPos.RIGHT : HPos.LEFT);
            grid.getColumnConstraints().add(column);
        }
        grid.setHgap(14);
        return grid;
    }

    private static Node two(String first, String second, Pos side) {
        var box = new VBox(1, new Label(first), quiet(second));
        box.setAlignment(side);
        return box;
    }

    private static Label quiet(String text) {
        var label = new Label(text);
        label.getStyleClass().add("quiet");
        return label;
    }
}
