package sam.ui;

import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/// The key a command was given with. A platform sends a press and then the letter it types, and the letter goes to
/// whoever has the focus by then: where the command moved it into a text, the letter would be written there. So what a
/// spent key types, and what it repeats while it is held, reaches nobody.
final class SpentKey {
    private @Nullable KeyCode held;

    private SpentKey(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        scene.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
        scene.addEventFilter(KeyEvent.KEY_RELEASED, this::released);
        // A key let go over another window is never seen here again.
        scene.windowProperty().flatMap(window -> window.focusedProperty()).subscribe(focused -> {
            if (focused == null || !focused) {
                held = null;
            }
        });
    }

    /// The one of this scene.
    static SpentKey of(Scene scene) {
        return (SpentKey) scene.getProperties().computeIfAbsent(SpentKey.class, _ -> new SpentKey(scene));
    }

    void spend(KeyCode code) {
        held = code;
    }

    private void pressed(KeyEvent event) {
        if (event.getCode() != held) {
            held = null;
        } else if (event.getTarget() instanceof TextInputControl) {
            event.consume();
        }
    }

    private void typed(KeyEvent event) {
        if (held != null) {
            event.consume();
        }
    }

    private void released(KeyEvent event) {
        if (event.getCode() == held) {
            held = null;
        }
    }
}
