package sam.ui;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.fx.ChartCanvas;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.DefaultXYDataset;

/// A line over steps: what was measured thin and translucent, smoothed and bold on top; and where there is one, a
/// second line whose every point is marked, with a ring around its best. Give it thinned lines, at most two points a
/// pixel; it takes its colours from the theme's roles and follows a change of theme.
public final class LossChart extends Region {
    /// A line as steps and values.
    public record Line(double[] x, double[] y) {
        public static final Line NONE = new Line(new double[0], new double[0]);
    }

    /// A moment worth a dashed line, with its word.
    public record Moment(double step, String word) {}

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final java.awt.Color NONE = new java.awt.Color(0, 0, 0, 0);
    private static final float[] DASHES = {3, 3};
    private static final double MARK = 5;
    private static final double RING = 11;
    /// From here on there is no room for a word at the right of a moment's line.
    private static final double LATE = 0.85;

    private final DefaultXYDataset lines = new DefaultXYDataset();
    private final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    private final NumberAxis steps = new NumberAxis();
    private final NumberAxis values = new NumberAxis();
    private final XYPlot plot = new XYPlot(lines, steps, values, renderer);
    private final JFreeChart chart = new JFreeChart(null, FONT, plot, false);
    private final ChartCanvas canvas = new ChartCanvas(chart);
    private final Label raw = role("chart-raw");
    private final Label smooth = role("chart-smooth");
    private final Label held = role("chart-held");
    private final Label grid = role("chart-grid");
    private final Label text = role("chart-text");
    private List<Moment> moments = List.of();

    /// `small` for a chart among others: fewer ticks and thinner lines. `role` is the style class that colours it.
    /// `powers` writes the values at the axis as `2e-4`.
    public LossChart(String id, String role, boolean small, boolean powers) {
        setId(id);
        getStyleClass().addAll("loss-chart", role);
        getChildren().addAll(raw, smooth, held, grid, text, canvas);
        canvas.setTooltipEnabled(false);
        canvas.setDomainZoomable(false);
        canvas.setRangeZoomable(false);
        canvas.setMouseTransparent(true);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(8, 6, 2, small ? 14 : 18));
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        renderer.setSeriesStroke(0, new BasicStroke(small ? 0.7f : 0.9f));
        renderer.setSeriesStroke(1, new BasicStroke(small ? 1.4f : 2f));
        renderer.setSeriesStroke(2, new BasicStroke(1.4f));
        marked(2, MARK, true);
        marked(3, RING, false);
        renderer.setSeriesOutlineStroke(3, new BasicStroke(1.8f));
        renderer.setSeriesLinesVisible(3, false);
        for (var axis : List.of(steps, values)) {
            axis.setTickLabelFont(FONT);
            axis.setAxisLineVisible(false);
            axis.setTickMarksVisible(false);
        }
        values.setStandardTickUnits(
                new DistinctTicks(powers, () -> Math.max(values.getUpperBound(), -values.getLowerBound())));
        values.setAutoRangeIncludesZero(false);
        steps.setAutoRangeIncludesZero(false);
        steps.setLowerMargin(0);
        // room for half a mark
        steps.setUpperMargin(0.008);
        steps.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
        steps.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        steps.setTickLabelInsets(new RectangleInsets(2, small ? 14 : 30, 2, small ? 14 : 30));
        // An axis at the left takes the left inset for the gap between its labels and the plot.
        values.setTickLabelInsets(new RectangleInsets(small ? 5 : 10, 7, small ? 5 : 10, 2));
        for (var label : List.of(raw, smooth, held, grid, text)) {
            label.textFillProperty().subscribe(this::restyle);
        }
        restyle();
    }

    /// Draws these lines once; `moments` mark pauses and the like.
    public void show(Line measured, Line smoothed, List<Moment> moments) {
        show(measured, smoothed, Line.NONE, Line.NONE, moments);
    }

    /// The same with a line of marks, and what of it is the best.
    public void show(Line measured, Line smoothed, Line marks, Line best, List<Moment> moments) {
        chart.setNotify(false);
        lines.addSeries("measured", new double[][] {measured.x(), measured.y()});
        lines.addSeries("smoothed", new double[][] {smoothed.x(), smoothed.y()});
        lines.addSeries("marks", new double[][] {marks.x(), marks.y()});
        lines.addSeries("best", new double[][] {best.x(), best.y()});
        this.moments = List.copyOf(moments);
        mark();
        chart.setNotify(true);
    }

    /// The width of the plot in pixels, for thinning; a guess before the first layout.
    public int plotWidth() {
        return (int) Math.max(200, getWidth());
    }

    @Override
    protected void layoutChildren() {
        // A canvas that is resizable by its layout alone keeps its pixels' size; these two draw the chart anew.
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
    }

    private void marked(int series, double size, boolean filled) {
        renderer.setSeriesShapesVisible(series, true);
        renderer.setSeriesShapesFilled(series, filled);
        renderer.setSeriesShape(series, new Ellipse2D.Double(-size / 2, -size / 2, size, size));
    }

    private void mark() {
        plot.clearDomainMarkers();
        // Not quite the colour of the axes: the canvas forgets its paint between two drawings, the graphics adapter
        // does not, and takes an equal paint for one already set.
        var paint = awt((Color) text.getTextFill(), 0.98);
        for (var moment : moments) {
            var marker = new ValueMarker(moment.step());
            marker.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, DASHES, 0));
            marker.setPaint(paint);
            marker.setLabel(moment.word());
            marker.setLabelFont(FONT);
            marker.setLabelBackgroundColor(NONE);
            marker.setLabelPaint(paint);
            boolean late = moment.step()
                    > steps.getLowerBound() + LATE * steps.getRange().getLength();
            marker.setLabelAnchor(late ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
            marker.setLabelTextAnchor(late ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
            plot.addDomainMarker(marker);
        }
    }

    private void restyle() {
        chart.setNotify(false);
        renderer.setSeriesPaint(0, awt((Color) raw.getTextFill(), 0.4));
        renderer.setSeriesPaint(1, awt((Color) smooth.getTextFill(), 1));
        renderer.setSeriesPaint(2, awt((Color) held.getTextFill(), 1));
        renderer.setSeriesPaint(3, awt((Color) held.getTextFill(), 0.99));
        plot.setRangeGridlinePaint(awt((Color) grid.getTextFill(), 1));
        plot.setRangeGridlineStroke(new BasicStroke(1));
        steps.setTickLabelPaint(awt((Color) text.getTextFill(), 1));
        values.setTickLabelPaint(awt((Color) text.getTextFill(), 1));
        mark();
        chart.setNotify(true);
    }

    /// A node that is never seen; the theme gives it the colour of this role.
    private static Label role(String style) {
        var label = new Label();
        label.getStyleClass().setAll(style);
        label.setManaged(false);
        label.setVisible(false);
        return label;
    }

    private static java.awt.Color awt(Color color, double opacity) {
        return new java.awt.Color((float) color.getRed(), (float) color.getGreen(), (float) color.getBlue(), (float)
                (color.getOpacity() * opacity));
    }
}
