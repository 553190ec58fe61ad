package sam.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import sam.durable.Plain;
import sam.ui.Parts;
import sam.ui.Texts;

/// What was written of everything, and of what there is too little.
final class LinesPanelView {
    private final LinesViewModel model;
    private final VBox kinds = new VBox();
    private final VBox lengths = new VBox();
    private final VBox moods = new VBox();
    private final VBox topics = new VBox();

    LinesPanelView(LinesViewModel model) {
        this.model = model;
        model.keptProperty().subscribe(kept -> draw(kept.gaps()));
    }

    Node[] sections() {
        return new Node[] {
            Parts.section(Texts.of("lines.by-kind")),
            kinds,
            Parts.section(Texts.of("lines.by-length")),
            lengths,
            Parts.section(Texts.of("lines.by-topic")),
            topics,
            Parts.section(Texts.of("lines.by-mood")),
            moods
        };
    }

    private void draw(Gaps now) {
        fill(kinds, now, now.kinds(), kind -> Texts.of("lines.kind-" + word(kind)), kind -> kind.share);
        fill(lengths, now, now.lengths(), length -> Texts.of("lines.kind-" + word(length)), length -> length.share);
        fill(
                topics,
                now,
                now.topics(),
                model.openings()::topic,
                _ -> 1.0 / now.topics().size());
        fill(
                moods,
                now,
                now.moods(),
                model.openings()::mood,
                _ -> 1.0 / now.moods().size());
    }

    private static <T> void fill(
            VBox box, Gaps now, Map<T, Integer> counts, Function<T, String> name, Function<T, Double> share) {
        var facts = new ArrayList<Node>();
        counts.forEach((what, count) -> {
            var said = Parts.quiet(name.apply(what));
            said.setWrapText(false);
            boolean missing = now.isMissing(counts, what, share.apply(what));
            var value = new Label(
                    missing
                            ? Texts.of("lines.few", count, Math.round(share.apply(what) * now.total()))
                            : Plain.text("%,d", count));
            value.getStyleClass().add("fact-value");
            if (missing) {
                value.getStyleClass().add("look");
            }
            facts.addAll(List.of(said, value));
        });
        box.getChildren().setAll(Parts.facts(facts.toArray(Node[]::new)));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
