package sam.planner;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// One bar of a run's peak memory, stacked by component.
final class MemoryBarView extends Region {
    private static final double HEIGHT = 14;

    private final List<Region> segments = new ArrayList<>();
    private List<MemoryEstimate.Component> components = List.of();

    MemoryBarView() {
        setId("memory-bar");
        getStyleClass().add("memory-bar");
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setMaxHeight(HEIGHT);
        for (var part : MemoryEstimate.Part.values()) {
            var segment = new Region();
            segment.getStyleClass().add(style(part));
            segments.add(segment);
        }
        getChildren().addAll(segments);
    }

    static String style(MemoryEstimate.Part part) {
        return "memory-" + part.name().toLowerCase(java.util.Locale.ROOT);
    }

    void show(@Nullable MemoryEstimate estimate) {
        components = estimate == null ? List.of() : estimate.components();
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double total =
                components.stream().mapToDouble(MemoryEstimate.Component::bytes).sum();
        double scale = getWidth() / Math.max(1, total);
        double x = 0;
        for (int i = 0; i < segments.size(); i++) {
            double width = i < components.size() ? components.get(i).bytes() * scale : 0;
            segments.get(i).resizeRelocate(x, 0, width, HEIGHT);
            x += width;
        }
    }
}
