package sam.runs;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.protocol.WorkerEvent;
import sam.runs.StepSeries.Quantity;
import sam.ui.Card;
import sam.ui.LossChart;
import sam.ui.Texts;

/// The charts of a run: loss large, the others small below it.
final class RunChartsView {
    private static final int MOMENTS = 8;
    private static final HeldOut NOTHING_HELD = new HeldOut(new double[0], new double[0], null);

    private final VBox root;
    private final HBox top;
    private final VBox rewards;
    private final Label heldNow = legend("held-now", "chart-key-held");
    private final Label heldBest = legend("held-best", "chart-key-best");
    private final Label learntNow = legend("learnt-key", "chart-key-learnt");
    private final Chart loss = new Chart("loss", Texts.of("train.loss"), "chart-loss", Quantity.LOSS, false);
    private final List<Chart> both = List.of(
            new Chart("learning-rate", Texts.of("train.learning-rate"), "chart-rate", Quantity.LEARNING_RATE, true),
            new Chart("grad-norm", Texts.of("train.grad-norm"), "chart-norm", Quantity.GRAD_NORM, true),
            new Chart("speed", Texts.of("train.speed"), "chart-speed", Quantity.TOKENS_PER_SECOND, true));
    private final List<Chart> pairs = List.of(
            new Chart("margin", Texts.of("train.margin"), "chart-margin", Quantity.MARGIN, true),
            new Chart("accuracy", Texts.of("train.accuracy"), "chart-margin", Quantity.ACCURACY, true));
    private @Nullable Boolean showsPairs;
    private @Nullable Drawn drawn;

    /// What stands on the charts, so that an unchanged run is not drawn again.
    private record Drawn(Object run, long lastStep, int size, int events, double width) {}

    RunChartsView() {
        rewards = new VBox(12, cards(pairs));
        pairs.forEach(chart -> VBox.setVgrow(chart.card, Priority.ALWAYS));
        top = new HBox(12, loss.card);
        learntNow.setText(Texts.of("train.legend-learnt"));
        loss.card.trailing(heldBest, heldNow, learntNow, loss.newest);
        HBox.setHgrow(rewards, Priority.SOMETIMES);
        rewards.setPrefWidth(230);
        var row = new HBox(12, cards(both));
        root = new VBox(12, top, row);
        VBox.setVgrow(top, Priority.ALWAYS);
        loss.card.setPrefWidth(480);
        loss.chart.setMinHeight(160);
        row.setMinHeight(150);
        row.setPrefHeight(170);
    }

    Node node() {
        return root;
    }

    void draw(RunState state, boolean trainsPairs) {
        if (showsPairs == null || showsPairs != trainsPairs) {
            showsPairs = trainsPairs;
            top.getChildren().setAll(trainsPairs ? List.of(loss.card, rewards) : List.of(loss.card));
        }
        var steps = state.steps();
        var now = new Drawn(
                state.run(), steps.lastStep(), steps.size(), state.events().size(), loss.chart.getWidth());
        if (now.equals(drawn)) {
            return;
        }
        drawn = now;
        var held = HeldOut.of(state);
        loss.draw(steps, held, moments(state));
        drawLegend(held);
        both.forEach(chart -> chart.draw(steps, NOTHING_HELD, List.of()));
        if (trainsPairs) {
            pairs.forEach(chart -> chart.draw(steps, NOTHING_HELD, List.of()));
        }
    }

    /// Words and colours of the two lines, where there are two.
    private void drawLegend(HeldOut held) {
        for (var label : List.of(heldNow, heldBest, learntNow)) {
            label.setVisible(!held.isEmpty());
            label.setManaged(!held.isEmpty());
        }
        if (held.isEmpty()) {
            return;
        }
        var best = held.best();
        heldNow.setText(Texts.of("train.legend-held", held.last()));
        heldBest.setVisible(best != null);
        heldBest.setManaged(best != null);
        if (best != null) {
            heldBest.setText(Texts.of("train.legend-best", best.loss(), best.step()));
        }
    }

    /// A line of the legend: a swatch in the colour of what it names.
    private static Label legend(String id, String key) {
        var swatch = new Region();
        swatch.getStyleClass().addAll("chart-key", key);
        var label = new Label("", swatch);
        label.setId(id);
        label.getStyleClass().add("muted");
        label.setGraphicTextGap(6);
        label.setMinWidth(Region.USE_PREF_SIZE);
        label.setVisible(false);
        label.setManaged(false);
        return label;
    }

    private static Node[] cards(List<Chart> charts) {
        return charts.stream().map(chart -> chart.card).toArray(Node[]::new);
    }

    /// The last pauses and checkpoints; more would cover the line.
    private static List<LossChart.Moment> moments(RunState state) {
        var moments = new ArrayList<LossChart.Moment>();
        for (var stamped : state.events()) {
            switch (stamped.event()) {
                case WorkerEvent.Paused(long step) ->
                    moments.add(new LossChart.Moment(step, Texts.of("train.moment-paused")));
                case WorkerEvent.Skipped skipped ->
                    moments.add(new LossChart.Moment(skipped.step(), Texts.of("train.moment-skipped")));
                case WorkerEvent.Started started
                when started.fromStep() > 0 ->
                    moments.add(new LossChart.Moment(started.fromStep(), Texts.of("train.moment-resumed")));
                default -> {}
            }
        }
        return moments.size() <= MOMENTS
                ? moments
                : List.copyOf(moments.subList(moments.size() - MOMENTS, moments.size()));
    }

    /// One chart in its card, with the newest value at the right.
    private static final class Chart {
        private final Quantity quantity;
        private final LossChart chart;
        private final Card card;
        private final Label newest = new Label();

        Chart(String id, String title, String role, Quantity quantity, boolean small) {
            this.quantity = quantity;
            this.chart = new LossChart(id + "-chart", role, small, quantity == Quantity.LEARNING_RATE);
            this.card = new Card(title, chart);
            newest.setId(id + "-now");
            newest.getStyleClass().add("muted");
            card.trailing(newest);
            card.setMinWidth(0);
            card.setPrefWidth(200);
            HBox.setHgrow(card, Priority.ALWAYS);
        }

        void draw(StepSeries steps, HeldOut held, List<LossChart.Moment> moments) {
            var x = steps.steps();
            var y = steps.values(quantity);
            var smooth = Smoothing.ema(y, Smoothing.halfLifeFor(y.length));
            int width = chart.plotWidth();
            boolean rate = quantity == Quantity.LEARNING_RATE;
            chart.show(
                    rate ? LossChart.Line.NONE : line(LossSeries.decimate(x, y, width)),
                    line(LossSeries.decimate(x, rate ? y : smooth, width)),
                    line(LossSeries.decimate(held.steps(), held.losses(), width)),
                    best(held),
                    moments);
            newest.setText(steps.isEmpty() ? "" : value(quantity, steps.last(quantity)));
        }

        private static LossChart.Line best(HeldOut held) {
            var best = held.best();
            return best == null
                    ? LossChart.Line.NONE
                    : new LossChart.Line(new double[] {best.step()}, new double[] {best.loss()});
        }

        private static LossChart.Line line(LossSeries series) {
            return new LossChart.Line(series.x(), series.y());
        }

        private static String value(Quantity quantity, double value) {
            return switch (quantity) {
                case LEARNING_RATE -> Plain.text("%.1e", value).replaceFirst("e([-+])0(?=\\d$)", "e$1");
                case TOKENS_PER_SECOND -> Plain.text("%,.0f", value);
                case LOSS, SECONDS, MEMORY_BYTES -> Plain.text("%.3f", value);
                case GRAD_NORM, MARGIN, ACCURACY -> Plain.text("%.2f", value);
            };
        }
    }
}
