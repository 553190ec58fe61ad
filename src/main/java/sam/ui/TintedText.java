package sam.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Path;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Flowing text in which stretches are tinted: the colours are roles of `theme.css`, drawn behind the letters. Whatever
/// the text holds it is shown: one that cannot be laid out is shown plain, and says so.
public final class TintedText extends Region {
    /// A stretch of text; `role` is a style class such as `tint-good`, or empty for none. A quiet stretch recedes.
    public record Stretch(String text, String role, boolean quiet) {
        public static Stretch plain(String text) {
            return new Stretch(text, "", false);
        }
    }

    /// How a text is laid out: by JavaFX, in lines broken here, or as plain letters and numbers.
    private enum Way {
        WRAPPED,
        OWN_LINES,
        NUMBERED
    }

    private record Tint(int from, int to, Path path) {}

    /// A part as it is shown, with the node that shows it.
    private record Part(String text, Text node) {}

    private static final Logger LOG = LoggerFactory.getLogger(TintedText.class);
    private static final Pattern FENCE =
            Pattern.compile("(?ms)^[ \\t]*(```|~~~)[^\\n]*\\n.*?(^[ \\t]*\\1[ \\t]*$|\\z)");

    /// So many letters of running text make a line that is read without losing it.
    private static final int LINE = 84;

    private static final String SAMPLE =
            "a line of running text as it is read, with its spaces, one word after another";
    private static final double BESIDE = 1_000;

    private static volatile boolean logged;

    private final Supplier<TextFlow> flows;
    private final List<Tint> tints = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final Label plainly = new Label(Texts.of("text.plainly"));
    private TextFlow flow;
    private List<Stretch> stretches = List.of();
    private String whole = "";
    private Way way = Way.WRAPPED;
    private boolean faulty;
    private double brokenFor = -1;
    private List<OwnLines.Line> breaks = List.of();

    public TintedText(String... styles) {
        this(TextFlow::new, styles);
    }

    /// With flows of another make: for a test of what happens when one fails.
    TintedText(Supplier<TextFlow> flows, String... styles) {
        this.flows = flows;
        this.flow = flows.get();
        getStyleClass().add("tinted-text");
        getStyleClass().addAll(styles);
        plainly.getStyleClass().add("look");
        plainly.setManaged(false);
        var copy = new MenuItem(Texts.of("text.copy"));
        copy.setOnAction(_ -> copy());
        var menu = new ContextMenu(copy);
        setOnContextMenuRequested(event -> menu.show(this, event.getScreenX(), event.getScreenY()));
    }

    public void show(List<Stretch> stretches) {
        this.stretches = List.copyOf(stretches);
        whole = String.join("", stretches.stream().map(Stretch::text).toList());
        setAccessibleText(whole);
        faulty = false;
        way = VisibleText.isShaped(whole) ? Way.OWN_LINES : Way.WRAPPED;
        fill();
    }

    public void show(String text) {
        show(List.of(Stretch.plain(text)));
    }

    public String text() {
        return whole;
    }

    /// Whether the text could not be laid out and is shown without its tints.
    public boolean isPlain() {
        return faulty;
    }

    /// Where the n-th tinted stretch begins, in this node's own height; 0 when there is none.
    public double tintTop(int index) {
        return index < 0 || index >= tints.size()
                ? 0
                : tints.get(index).path().getBoundsInParent().getMinY();
    }

    public int tints() {
        return tints.size();
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        Insets insets = getInsets();
        double inner = inner(width < 0 ? getWidth() : width);
        return insets.getTop() + textHeight(inner) + noteHeight() + insets.getBottom();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefWidth(double height) {
        Insets insets = getInsets();
        try {
            return flow.prefWidth(-1) + insets.getLeft() + insets.getRight();
        } catch (RuntimeException e) {
            showPlainly(e);
            return computeMinWidth(height);
        }
    }

    @Override
    protected double computeMinWidth(double height) {
        return 80;
    }

    @Override
    protected void layoutChildren() {
        Insets insets = getInsets();
        double inner = inner(getWidth());
        double height = textHeight(inner);
        try {
            place(insets, inner, height);
        } catch (RuntimeException e) {
            showPlainly(e);
            height = textHeight(inner);
            flow.resizeRelocate(insets.getLeft(), insets.getTop(), inner + BESIDE, height);
        }
        plainly.setVisible(faulty);
        plainly.resizeRelocate(insets.getLeft(), insets.getTop() + height, inner, noteHeight());
    }

    private void place(Insets insets, double inner, double height) {
        if (way == Way.WRAPPED) {
            flow.resizeRelocate(insets.getLeft(), insets.getTop(), inner, height);
        } else {
            breakFor(inner);
            flow.resizeRelocate(insets.getLeft(), insets.getTop(), inner + BESIDE, height);
        }
        flow.layout();
        for (var tint : tints) {
            tint.path()
                    .getElements()
                    .setAll(flow.getRangeShape(shifted(tint.from(), true), shifted(tint.to(), false), false));
            tint.path().relocate(0, 0);
            tint.path().setLayoutX(insets.getLeft());
            tint.path().setLayoutY(insets.getTop());
        }
    }

    private double inner(double width) {
        Insets insets = getInsets();
        double room = Math.max(1, width - insets.getLeft() - insets.getRight());
        return getStyleClass().contains("reading-text") && !parts.isEmpty() ? Math.min(room, column()) : room;
    }

    /// How wide a line of the usual length is in this text's font.
    private double column() {
        var sample = new Text(SAMPLE);
        sample.setFont(parts.getFirst().node().getFont());
        return sample.getLayoutBounds().getWidth() / SAMPLE.length() * LINE;
    }

    private double textHeight(double inner) {
        for (int tries = 0; tries < Way.values().length; tries++) {
            try {
                if (way != Way.WRAPPED) {
                    breakFor(inner);
                }
                return flow.prefHeight(way == Way.WRAPPED ? inner : inner + BESIDE);
            } catch (RuntimeException e) {
                showPlainly(e);
            }
        }
        return 0;
    }

    private double noteHeight() {
        return faulty ? plainly.prefHeight(-1) : 0;
    }

    /// Begins the lines at the places this width needs.
    private void breakFor(double inner) {
        if (inner == brokenFor) {
            return;
        }
        var lines = new OwnLines(parts.stream()
                .map(part -> new OwnLines.Piece(part.text(), part.node().getFont()))
                .toList());
        breaks = lines.breaks(inner);
        brokenFor = inner;
        var nodes = new ArrayList<Text>();
        int start = 0;
        for (var part : parts) {
            var node = part.node();
            var text = new StringBuilder();
            int at = 0;
            for (var line : breaks) {
                int place = line.place() - start;
                if (place >= at && place < part.text().length()) {
                    text.append(part.text(), at, place).append('\n');
                    at = place;
                    if (line.mark() != 0) {
                        node.setText(text.toString());
                        nodes.add(node);
                        nodes.add(styled(Character.toString(line.mark()), "direction-text"));
                        node = styled("", node.getStyleClass().toArray(String[]::new));
                        text.setLength(0);
                    }
                }
            }
            node.setText(text.append(part.text().substring(at)).toString());
            nodes.add(node);
            start += part.text().length();
        }
        if (!nodes.equals(flow.getChildren())) {
            flow.getChildren().setAll(nodes);
            flow.applyCss();
        }
    }

    private static Text styled(String text, String... styles) {
        var node = new Text(text);
        node.getStyleClass().addAll(styles);
        return node;
    }

    /// Where a place of the text stands after lines were broken; a stretch begins behind a break and ends before one.
    private int shifted(int place, boolean begins) {
        int shifted = place;
        if (way != Way.WRAPPED) {
            for (var line : breaks) {
                if (line.place() < place || begins && line.place() == place) {
                    shifted += line.mark() == 0 ? 1 : 2;
                }
            }
        }
        return shifted;
    }

    /// The layout failed: the next plainer way, in nodes of their own, since the old ones are left half done.
    private void showPlainly(RuntimeException cause) {
        if (!logged) {
            logged = true;
            LOG.warn("A text cannot be laid out and is shown plain: {}", VisibleText.numbered(whole), cause);
        }
        faulty = true;
        way = way == Way.WRAPPED ? Way.OWN_LINES : Way.NUMBERED;
        fill();
    }

    private void fill() {
        tints.clear();
        parts.clear();
        breaks = List.of();
        brokenFor = -1;
        flow = flows.get();
        flow.getStyleClass().add("flow");
        flow.setMouseTransparent(true);
        int at = 0;
        int source = 0;
        var code = code();
        for (var stretch : stretches) {
            int from = at;
            for (var section : sections(source, stretch.text(), code)) {
                for (var run : runs(section.text())) {
                    var style = run.control() ? "control-text" : stretch.quiet() ? "quiet-text" : "plain-text";
                    var node = styled(run.text(), style);
                    if (section.code()) {
                        node.getStyleClass().add("code-text");
                    }
                    parts.add(new Part(run.text(), node));
                    at += run.text().length();
                }
            }
            if (!stretch.role().isEmpty() && !faulty) {
                var path = new Path();
                path.setManaged(false);
                path.getStyleClass().addAll("tint", stretch.role());
                tints.add(new Tint(from, at, path));
            }
            source += stretch.text().length();
        }
        flow.getChildren().setAll(parts.stream().map(Part::node).toList());
        getChildren().setAll(tints.stream().map(Tint::path).toList());
        getChildren().addAll(flow, plainly);
        plainly.setVisible(faulty);
        applyCss();
        requestLayout();
    }

    private List<VisibleText.Run> runs(String text) {
        return way == Way.NUMBERED
                ? List.of(new VisibleText.Run(VisibleText.numbered(text), false))
                : VisibleText.of(text);
    }

    private record Section(String text, boolean code) {}

    /// Where fenced code stands in the whole text: begin and end, one after the other.
    private List<Integer> code() {
        var places = new ArrayList<Integer>();
        var fences = FENCE.matcher(whole);
        while (fences.find()) {
            places.add(fences.start());
            places.add(fences.end());
        }
        return places;
    }

    private static List<Section> sections(int start, String text, List<Integer> code) {
        var sections = new ArrayList<Section>();
        int from = 0;
        boolean inside = false;
        for (int place : code) {
            int at = Math.clamp(place - start, from, text.length());
            if (at > from) {
                sections.add(new Section(text.substring(from, at), inside));
                from = at;
            }
            inside = !inside;
        }
        if (from < text.length()) {
            sections.add(new Section(text.substring(from), inside));
        }
        return sections;
    }

    private void copy() {
        var content = new ClipboardContent();
        content.putString(whole);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
