package sam.lines;

import java.util.List;
import sam.ui.Command;

/// The keys of the Lines page; all of them act while a line is being written.
public enum LinesKey implements Command {
    KEEP("lines.keep", "Shortcut+Enter"),
    ANOTHER("lines.another", "Shortcut+J"),
    DRAFT("lines.draft", "Shortcut+D"),
    CARD("lines.with-card", "Shortcut+P"),
    LEAVE("lines.leave", "Esc");

    private final String textKey;
    private final List<String> keys;

    LinesKey(String textKey, String... keys) {
        this.textKey = textKey;
        this.keys = List.of(keys);
    }

    @Override
    public String textKey() {
        return textKey;
    }

    @Override
    public List<String> keys() {
        return keys;
    }
}
