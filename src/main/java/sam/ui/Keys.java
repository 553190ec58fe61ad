package sam.ui;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javafx.event.EventHandler;
import javafx.event.EventTarget;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.stage.PopupWindow;
import javafx.stage.Window;

/// Lets keys act on a page while nothing that takes letters itself has the focus, and no menu lies over the page.
public final class Keys {
    private Keys() {}

    /// From now on each command's keys run its verb while the focus is inside `area`. The event is caught on its way
    /// down, so that a focused button or list does not swallow an arrow or a letter first.
    public static void install(Node area, Map<? extends Command, Runnable> verbs) {
        install(area, verbs, () -> true);
    }

    /// The same, only while `when` says that what the keys act on is in front: not behind a form or an editor.
    public static void install(Node area, Map<? extends Command, Runnable> verbs, BooleanSupplier when) {
        var byKey = byKey(verbs);
        area.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (takesKeys(event.getTarget()) || pressesFocusedButton(event)) {
                return;
            }
            act(area, byKey, when, event);
        });
    }

    /// The keys of an editor: while `when` says that something is being written they act wherever in the window the
    /// focus is, except in a text field outside `area`, which has an Escape of its own.
    public static void whileWriting(Node area, Map<? extends Command, Runnable> verbs, BooleanSupplier when) {
        var byKey = byKey(verbs);
        EventHandler<KeyEvent> filter = event -> {
            if (event.getTarget() instanceof TextInputControl field && !isInside(field, area)) {
                return;
            }
            act(area, byKey, when, event);
        };
        area.sceneProperty().subscribe((before, now) -> {
            if (before != null) {
                before.removeEventFilter(KeyEvent.KEY_PRESSED, filter);
            }
            if (now != null) {
                now.addEventFilter(KeyEvent.KEY_PRESSED, filter);
            }
        });
    }

    private static Map<KeyCombination, Runnable> byKey(Map<? extends Command, Runnable> verbs) {
        var byKey = new LinkedHashMap<KeyCombination, Runnable>();
        verbs.forEach((command, verb) -> command.combinations().forEach(keys -> byKey.put(keys, verb)));
        return byKey;
    }

    private static void act(Node area, Map<KeyCombination, Runnable> byKey, BooleanSupplier when, KeyEvent event) {
        verb(byKey, event).ifPresent(verb -> {
            if (when.getAsBoolean() && !isCovered(area)) {
                event.consume();
                SpentKey.of(area.getScene()).spend(event.getCode());
                verb.run();
            }
        });
    }

    private static boolean isInside(Node node, Node area) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at == area) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Runnable> verb(Map<KeyCombination, Runnable> byKey, KeyEvent event) {
        return byKey.entrySet().stream()
                .filter(entry -> entry.getKey().match(event))
                .findFirst()
                .map(Map.Entry::getValue);
    }

    /// Whether this part of the window does something of its own with letters and arrows.
    private static boolean takesKeys(EventTarget target) {
        return target instanceof TextInputControl
                || target instanceof ComboBoxBase
                || target instanceof ChoiceBox
                || target instanceof Spinner;
    }

    /// Space on a button reached by Tab presses that button, whatever Space means elsewhere on the page.
    private static boolean pressesFocusedButton(KeyEvent event) {
        return event.getTarget() instanceof ButtonBase && event.getCode() == KeyCode.SPACE;
    }

    /// A menu gets the keys first and leaves over those it does not know; they are not meant for the page behind it.
    private static boolean isCovered(Node area) {
        var window = area.getScene().getWindow();
        return Window.getWindows().stream()
                .anyMatch(popup -> popup instanceof PopupWindow over
                        && !(over instanceof Tooltip)
                        && over.isShowing()
                        && lies(over, window));
    }

    private static boolean lies(PopupWindow over, Window window) {
        var owner = over.getOwnerWindow();
        return owner == window || owner instanceof PopupWindow further && lies(further, window);
    }
}
