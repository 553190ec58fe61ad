package sam.ui;

import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.input.KeyCombination;

/// Something a person can do with a key: each room declares its own in one enum, so that keys, buttons and the key
/// overview cannot disagree.
public interface Command {
    /// The key of its text in `messages.properties`.
    String textKey();

    /// The keys that do it, the one shown on its button first. Single letters act only outside text fields.
    List<String> keys();

    default String text() {
        return Texts.of(textKey());
    }

    default List<KeyCombination> combinations() {
        return keys().stream().map(KeyCombination::valueOf).toList();
    }

    /// The first key as this system writes it, for example `⌘Z` or `Ctrl+Z`.
    default String keyText() {
        return keys().isEmpty() ? "" : KeyCombination.valueOf(keys().getFirst()).getDisplayText();
    }

    default String allKeysText() {
        return combinations().stream().map(KeyCombination::getDisplayText).collect(Collectors.joining("  "));
    }
}
