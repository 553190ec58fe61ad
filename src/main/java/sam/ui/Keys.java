package sam.ui;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// Lets keys act on a page while no text field has the focus.
public final class Keys {
    private Keys() {}

    /// From now on each command's keys run its verb while the focus is inside `area`. The event is caught on its way
    /// down, so that a focused button or list does not swallow an arrow or a letter first.
    public static void install(Node area, Map<? extends Command, Runnable> verbs) {
        var byKey = new LinkedHashMap<KeyCombination, Runnable>();
        verbs.forEach((command, verb) -> command.combinations().forEach(keys -> byKey.put(keys, verb)));
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getTarget() instanceof TextInputControl || pressesFocusedButton(event)) {
                return;
            }
            byKey.entrySet().stream()
                    .filter(entry -> entry.getKey().match(event))
                    .findFirst()
                    .ifPresent(entry -> {
                        event.consume();
                        entry.getValue().run();
                    });
        });
    }

    /// Space on a button reached by Tab presses that button, whatever Space means elsewhere on the page.
    private static boolean pressesFocusedButton(KeyEvent event) {
        return event.getTarget() instanceof ButtonBase && event.getCode() == KeyCode.SPACE;
    }
}
