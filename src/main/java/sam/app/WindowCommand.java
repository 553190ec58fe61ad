package sam.app;

import java.util.List;
import java.util.Optional;
import sam.ui.Command;

/// What can be done from anywhere in the window.
public enum WindowCommand implements Command {
    SHOW_SOURCES("app.sources", "Shortcut+1"),
    SHOW_LINES("app.lines", "Shortcut+Shift+L"),
    SHOW_REVIEW("app.review", "Shortcut+2"),
    SHOW_PAIRS("app.pairs", "Shortcut+3"),
    SHOW_PLAN("app.plan", "Shortcut+4"),
    SHOW_TRAIN("app.train", "Shortcut+5"),
    SHOW_TRY("app.try", "Shortcut+6"),
    SHOW_LIBRARY("app.library", "Shortcut+L"),
    SHOW_SETTINGS("app.settings", "Shortcut+Comma"),
    PHASE_1("app.phase-1", "Alt+1"),
    PHASE_2("app.phase-2", "Alt+2"),
    PHASE_3("app.phase-3", "Alt+3"),
    PHASE_4("app.phase-4", "Alt+4"),
    FIND("app.find", "Shortcut+K"),
    OPEN_PROJECT("app.open-project", "Shortcut+O"),
    NEW_PROJECT("app.new-project", "Shortcut+N"),
    GET_MODEL("app.get-model", "Shortcut+Shift+M"),
    UNDO("app.undo", "Shortcut+Z"),
    REDO("app.redo", "Shortcut+Shift+Z"),
    SHOW_KEYS("app.keys", "F1");

    /// The command that shows a phase; empty for one that has no key.
    static Optional<WindowCommand> ofPhase(int number) {
        return switch (number) {
            case 1 -> Optional.of(PHASE_1);
            case 2 -> Optional.of(PHASE_2);
            case 3 -> Optional.of(PHASE_3);
            case 4 -> Optional.of(PHASE_4);
            default -> Optional.empty();
        };
    }

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
