package sam.sources;

import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ChoiceBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import sam.ui.Texts;

/// Whether the person may train on stories, as the collector of stories is told. Nothing is assumed: without the
/// author's permission an adapter trained on them stays private.
final class PermissionView {
    private final ChoiceBox<String> box = new ChoiceBox<>();

    PermissionView() {
        box.setId("collect-permission");
        box.setAccessibleText(Texts.of("sources.permission"));
        box.getItems().addAll("none", "granted", "own");
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable String option) {
                return Texts.of("sources.permission-" + (option == null ? "none" : option));
            }

            @Override
            public String fromString(String text) {
                throw new UnsupportedOperationException("a choice is not typed");
            }
        });
        box.setValue("none");
        box.setMaxWidth(Double.MAX_VALUE);
    }

    Node node() {
        return box;
    }

    Map<String, String> options() {
        return Map.of("permission", box.getValue());
    }
}
