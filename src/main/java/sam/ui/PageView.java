package sam.ui;

import java.util.List;
import javafx.scene.Parent;

/// One page of the window. It is made when it is first shown and kept.
public interface PageView {
    Parent node();

    /// Called each time the page comes to the front: the moment to read what may have changed meanwhile.
    default void shown() {}

    default void hidden() {}

    /// Takes the focus, so that the page's keys act; a page with a better place for it says so.
    default void focus() {
        node().requestFocus();
    }

    /// Takes back what was last done on this page, where it keeps that itself; false leaves it to the window.
    default boolean undo() {
        return false;
    }
    /// Called once, when the page's project is closed: the page lets go of what outlives it.
    default void closed() {}

    /// The page's own keys, for the key overview.
    default List<? extends Command> commands() {
        return List.of();
    }
}
