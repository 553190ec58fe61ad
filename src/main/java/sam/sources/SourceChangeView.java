package sam.sources;

import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import sam.library.Decision;
import sam.library.Tier;
import sam.ui.Parts;
import sam.ui.Texts;

/// What can be done to a source that is there: review it, rename it, say its licence, move it, take it back. Each is
/// one act with one undo.
final class SourceChangeView {
    private final SourcesViewModel model;
    private final Consumer<SourceRow> review;
    private final VBox root = new VBox(8);
    private @Nullable SourceRow row;

    SourceChangeView(SourcesViewModel model, Consumer<SourceRow> review) {
        this.model = model;
        this.review = review;
    }

    Node node() {
        return root;
    }

    void show(@Nullable SourceRow shown) {
        row = shown;
        root.getChildren().clear();
        if (shown == null || !shown.isThere()) {
            return;
        }
        var menu = new MenuButton(Texts.of("sources.change"));
        menu.setId("source-change");
        menu.setMaxWidth(Double.MAX_VALUE);
        menu.getItems()
                .add(asked("sources.rename", shown.source(), text -> new Decision.RenameSource(shown.source(), text)));
        menu.getItems()
                .add(asked("sources.relicense", shown.licence(), text -> new Decision.Relicense(shown.source(), text)));
        for (var tier : Tier.values()) {
            if (tier != shown.tier()) {
                menu.getItems()
                        .add(item(
                                Texts.of("sources.to-tier", Texts.of("sources.tier-" + tier.number())),
                                () -> model.decide(new Decision.ChangeSourceTier(shown.source(), tier))));
            }
        }
        for (int phase = 1; phase <= 4; phase++) {
            int to = phase;
            if (phase != shown.phase()) {
                menu.getItems()
                        .add(item(
                                Texts.of("sources.to-phase", phase, model.phaseName(phase)),
                                () -> model.decide(new Decision.MoveSourceToPhase(shown.source(), to))));
            }
        }
        menu.getItems().add(item(Texts.of("sources.take-back"), () -> model.takeBack(importName(shown))));
        if (shown.waiting() > 0 && shown.tier() != Tier.RETRIEVE_ONLY) {
            root.getChildren()
                    .add(wide(
                            Parts.button("source-review", Texts.of("sources.review-new"), () -> review.accept(shown))));
        }
        root.getChildren().add(menu);
    }

    private static String importName(SourceRow shown) {
        var entry = shown.entry();
        return entry != null && entry.address() != null ? entry.address() : shown.source();
    }

    private MenuItem asked(String key, String before, java.util.function.Function<String, Decision.OfSource> decision) {
        return item(Texts.of(key), () -> {
            var field = new TextField(before);
            field.setId("source-change-text");
            field.setAccessibleText(Texts.of(key));
            var save = Parts.button("source-change-save", Texts.of("sources.save"), () -> {
                if (!field.getText().isBlank()) {
                    model.decide(decision.apply(field.getText().strip()));
                }
            });
            field.setOnAction(_ -> save.fire());
            HBox.setHgrow(field, Priority.ALWAYS);
            var line = new HBox(8, field, save);
            line.setAlignment(Pos.CENTER_LEFT);
            show(row);
            root.getChildren().add(line);
            field.requestFocus();
            field.selectAll();
        });
    }

    private static MenuItem item(String text, Runnable act) {
        var item = new MenuItem(text);
        item.setOnAction(_ -> act.run());
        return item;
    }

    private static Node wide(javafx.scene.control.Button button) {
        button.setMaxWidth(Double.MAX_VALUE);
        return button;
    }
}
