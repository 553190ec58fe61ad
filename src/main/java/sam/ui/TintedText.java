package sam.ui;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Path;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/// Flowing text in which stretches are tinted: the colours are roles of `theme.css`, drawn behind the letters.
public final class TintedText extends Region {
    /// A stretch of text; `role` is a style class such as `tint-good`, or empty for none. A quiet stretch recedes.
    public record Stretch(String text, String role, boolean quiet) {
        public static Stretch plain(String text) {
            return new Stretch(text, "", false);
        }
    }

    private record Tint(int from, int to, Path path) {}

    private final TextFlow flow = new TextFlow();
    private final List<Tint> tints = new ArrayList<>();
    private String whole = "";

    public TintedText(String... styles) {
        getStyleClass().add("tinted-text");
        getStyleClass().addAll(styles);
        flow.getStyleClass().add("flow");
        getChildren().add(flow);
        var copy = new MenuItem(Texts.of("text.copy"));
        copy.setOnAction(_ -> copy());
        var menu = new ContextMenu(copy);
        setOnContextMenuRequested(event -> menu.show(this, event.getScreenX(), event.getScreenY()));
    }

    public void show(List<Stretch> stretches) {
        tints.clear();
        var texts = new ArrayList<Text>();
        int at = 0;
        for (var stretch : stretches) {
            var text = new Text(stretch.text());
            text.getStyleClass().add(stretch.quiet() ? "quiet-text" : "plain-text");
            texts.add(text);
            int end = at + stretch.text().length();
            if (!stretch.role().isEmpty()) {
                var path = new Path();
                path.setManaged(false);
                path.getStyleClass().addAll("tint", stretch.role());
                tints.add(new Tint(at, end, path));
            }
            at = end;
        }
        whole = String.join("", stretches.stream().map(Stretch::text).toList());
        setAccessibleText(whole);
        flow.getChildren().setAll(texts);
        getChildren().setAll(tints.stream().map(Tint::path).toList());
        getChildren().add(flow);
        requestLayout();
    }

    public void show(String text) {
        show(List.of(Stretch.plain(text)));
    }

    public String text() {
        return whole;
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
        return flow.prefHeight(Math.max(1, width - insets.getLeft() - insets.getRight()))
                + insets.getTop()
                + insets.getBottom();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefWidth(double height) {
        Insets insets = getInsets();
        return flow.prefWidth(-1) + insets.getLeft() + insets.getRight();
    }

    @Override
    protected double computeMinWidth(double height) {
        return 80;
    }

    @Override
    protected void layoutChildren() {
        Insets insets = getInsets();
        double width = getWidth() - insets.getLeft() - insets.getRight();
        flow.resizeRelocate(insets.getLeft(), insets.getTop(), width, flow.prefHeight(width));
        for (var tint : tints) {
            tint.path().getElements().setAll(flow.getRangeShape(tint.from(), tint.to(), false));
            tint.path().relocate(0, 0);
            tint.path().setLayoutX(insets.getLeft());
            tint.path().setLayoutY(insets.getTop());
        }
    }

    private void copy() {
        var content = new ClipboardContent();
        content.putString(whole);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
