package sam.app;

import java.util.List;
import sam.ui.Command;

/// What can be done from anywhere in the window.
public enum WindowCommand implements Command {
    SHOW_SOURCES("app.sources", "Shortcut+1"),
    SHOW_REVIEW("app.review", "Shortcut+2"),
    SHOW_PAIRS("app.pairs", "Shortcut+3"),
    SHOW_PLAN("app.plan", "Shortcut+4"),
    SHOW_TRAIN("app.train", "Shortcut+5"),
    SHOW_TRY("app.try", "Shortcut+6"),
    SHOW_LIBRARY("app.library", "Shortcut+L"),
    SHOW_SETTINGS("app.settings", "Shortcut+Comma"),
    FIND("app.find", "Shortcut+K"),
    OPEN_PROJECT("app.open-project", "Shortcut+O"),
    NEW_PROJECT("app.new-project", "Shortcut+N"),
    GET_MODEL("app.get-model", "Shortcut+Shift+M"),
    UNDO("app.undo", "Shortcut+Z"),
    REDO("app.redo", "Shortcut+Shift+Z"),
    SHOW_KEYS("app.keys", "F1");

    private final String textKey;
    private final List<String> keys;

    WindowCommand(String textKey, String... keys) {
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
