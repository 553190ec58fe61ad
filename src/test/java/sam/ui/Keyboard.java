package sam.ui;

import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.testfx.util.WaitForAsyncUtils;

/// Presses keys as a platform does: a key is pressed, typed and released, and each of the three goes to whoever has the
/// focus at that moment, so that what one of them moves the others find moved.
public final class Keyboard {
    private final Scene scene;

    public Keyboard(Stage stage) {
        this.scene = stage.getScene();
    }

    /// Presses each key once; `Shift` and the like are said by the letters of [#type(String)].
    public Keyboard press(KeyCode... codes) {
        for (var code : codes) {
            boolean letter = code.isLetterKey() || code.isDigitKey();
            stroke(code, letter ? code.getChar().toLowerCase(java.util.Locale.ROOT) : code.getChar(), false, 1);
        }
        return this;
    }

    /// Holds a key until it has repeated itself this often.
    public Keyboard hold(KeyCode code, int times) {
        stroke(code, code.getChar().toLowerCase(java.util.Locale.ROOT), false, times);
        return this;
    }

    public Keyboard type(String text) {
        text.codePoints().forEach(letter -> {
            var typed = Character.toString(letter);
            var code = KeyCode.getKeyCode(typed.toUpperCase(java.util.Locale.ROOT));
            stroke(
                    code == null ? letter == ' ' ? KeyCode.SPACE : KeyCode.UNDEFINED : code,
                    typed,
                    Character.isUpperCase(letter),
                    1);
        });
        return this;
    }

    public Keyboard shift(KeyCode code) {
        stroke(code, code.getChar(), true, 1);
        return this;
    }

    /// With the key of shortcuts nothing is typed.
    public Keyboard shortcut(KeyCode code) {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        send(KeyEvent.KEY_PRESSED, code, "", false, !mac, mac);
        send(KeyEvent.KEY_RELEASED, code, "", false, !mac, mac);
        return this;
    }

    private void stroke(KeyCode code, String typed, boolean shift, int times) {
        for (int i = 0; i < times; i++) {
            send(KeyEvent.KEY_PRESSED, code, typed, shift, false, false);
            if (!typed.isEmpty() && !code.isArrowKey() && !code.isFunctionKey()) {
                send(KeyEvent.KEY_TYPED, KeyCode.UNDEFINED, typed, shift, false, false);
            }
        }
        send(KeyEvent.KEY_RELEASED, code, typed, shift, false, false);
    }

    private void send(
            EventType<KeyEvent> kind, KeyCode code, String typed, boolean shift, boolean control, boolean meta) {
        try {
            WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
                Node owner = scene.getFocusOwner();
                var character = kind == KeyEvent.KEY_TYPED ? typed : KeyEvent.CHAR_UNDEFINED;
                Event.fireEvent(
                        owner == null ? scene : owner,
                        new KeyEvent(kind, character, "", code, shift, control, false, meta));
            });
            WaitForAsyncUtils.waitForFxEvents(1);
        } catch (RuntimeException e) {
            throw new AssertionError("the key %s could not be sent".formatted(code), e);
        }
    }
}
