package sam.curation;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.layout.Region;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.HLineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.VLineTo;
import javafx.scene.text.Text;
import sam.curation.DiffText.Kind;

/// Many lines of a diff in a few nodes: each text holds all lines, empty where another text shows them, and behind them
/// lie the tints of those that were added and removed.
final class DiffBlockView extends Region {
    private static final double SIDE = 10;
    private static final int TAB = 4;

    private final List<Kind> kinds;
    private final List<Text> texts;
    private final Path added = tint("diff-added");
    private final Path removed = tint("diff-removed");

    DiffBlockView(List<Kind> kinds, List<Text> texts) {
        this.kinds = kinds;
        this.texts = texts;
        getChildren().addAll(added, removed);
        getChildren().addAll(texts);
    }

    static Text text(String said, String style) {
        var text = new Text(said);
        text.setTextOrigin(VPos.TOP);
        text.setTabSize(TAB);
        text.setManaged(false);
        text.getStyleClass().add(style);
        return text;
    }

    private static Path tint(String style) {
        var path = new Path();
        path.setManaged(false);
        path.getStyleClass().addAll("tint", style);
        return path;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 2 * SIDE
                + texts.stream()
                        .mapToDouble(text -> text.getLayoutBounds().getWidth())
                        .max()
                        .orElse(0);
    }

    @Override
    protected double computeMinWidth(double height) {
        return computePrefWidth(height);
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(texts.stream()
                .mapToDouble(text -> text.getLayoutBounds().getHeight())
                .max()
                .orElse(0));
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double line = getHeight() / kinds.size();
        fill(added, Kind.ADDED, line);
        fill(removed, Kind.REMOVED, line);
        for (var text : texts) {
            text.setLayoutX(SIDE);
            text.setLayoutY(0);
        }
    }

    private void fill(Path path, Kind kind, double line) {
        path.getElements().clear();
        for (int from = 0; from < kinds.size(); ) {
            int to = from + 1;
            while (to < kinds.size() && kinds.get(to) == kinds.get(from)) {
                to++;
            }
            if (kinds.get(from) == kind) {
                path.getElements()
                        .addAll(
                                new MoveTo(0, from * line),
                                new HLineTo(getWidth()),
                                new VLineTo(to * line),
                                new HLineTo(0),
                                new ClosePath());
            }
            from = to;
        }
    }
}
