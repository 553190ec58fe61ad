package sam.lines;

import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.ui.Parts;
import sam.ui.Parts.Tone;
import sam.ui.Texts;

/// What could be written next, and why.
final class SuggestionView {
    private final LinesViewModel model;
    private final Label says = Parts.wrapped(new Label());
    private final Label why = Parts.quiet("");
    private final HBox chips = new HBox(6);
    private final Button take;
    private final Button another;
    private final VBox root;

    SuggestionView(LinesViewModel model, Runnable take, Runnable another) {
        this.model = model;
        this.take = Parts.button("take-suggestion", Texts.of("lines.take"), take);
        this.take.setGraphic(Parts.key("Tab"));
        this.take.setContentDisplay(ContentDisplay.RIGHT);
        this.another = Parts.button("another-suggestion", LinesKey.ANOTHER, another);
        this.take.getStyleClass().add("small");
        this.another.getStyleClass().add("small");
        says.setId("suggestion");
        says.getStyleClass().add("reading-text");
        why.setId("suggestion-why");
        why.setWrapText(false);
        why.setMinWidth(0);
        chips.setAlignment(Pos.CENTER_LEFT);
        chips.setMinWidth(0);
        var head = new HBox(8, chips, Parts.spring(), this.take, this.another);
        head.setAlignment(Pos.CENTER_LEFT);
        root = new VBox(4, head, says, why);
        root.getStyleClass().add("suggestion");
        root.setMinHeight(Region.USE_PREF_SIZE);
        model.suggestionProperty().subscribe(this::draw);
        model.questionProperty().subscribe(_ -> drawTake());
        model.changingProperty().subscribe(this::drawTake);
    }

    Node node() {
        return root;
    }

    private void draw(Gaps.@Nullable Suggestion now) {
        Parts.show(root, now != null);
        if (now == null) {
            return;
        }
        var list = model.openings();
        var opening = now.opening();
        says.setText(
                opening != null
                        ? opening.says()
                        : Texts.of(
                                "lines.of-your-own",
                                list.topic(now.topic()),
                                list.mood(now.mood()),
                                Texts.of("lines.wanted-" + word(now.kind())),
                                Texts.of("lines.wanted-" + word(now.length()))));
        chips.getChildren()
                .setAll(
                        Parts.chip(list.topic(now.topic()), Tone.ACCENT),
                        Parts.chip(list.mood(now.mood()), Tone.PLAIN));
        if (now.kind() != Opening.Kind.ANSWERS) {
            chips.getChildren().add(Parts.chip(Texts.of("lines.kind-" + word(now.kind())), Tone.LOOK));
        }
        chips.getChildren().forEach(chip -> ((Region) chip).setMinWidth(0));
        why.setText(why(now));
        another.setDisable(opening == null);
        drawTake();
    }

    private void drawTake() {
        var now = model.suggestionProperty().get();
        take.setDisable(now == null
                || now.opening() == null
                || model.changingProperty().get()
                || !model.questionProperty().get().isBlank());
    }

    private String why(Gaps.Suggestion now) {
        int all = model.keptProperty().get().gaps().total();
        if (all == 0) {
            return Texts.of("lines.why-begin");
        }
        var least = now.least();
        return switch (least.by()) {
            case TOPIC ->
                Texts.of("lines.why-topic", all, least.count(), model.openings().topic(least.what()));
            case MOOD ->
                Texts.of("lines.why-mood", all, least.count(), model.openings().mood(least.what()));
            case KIND, LENGTH ->
                Texts.of(
                        "lines.why-kind",
                        all,
                        least.count(),
                        Texts.of("lines.kind-" + least.what().toLowerCase(Locale.ROOT)));
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
