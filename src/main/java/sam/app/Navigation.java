package sam.app;

import java.util.function.Consumer;

/// Lets a page lead to another one: made before the window is, which then says how.
final class Navigation {
    private Consumer<Page> show = _ -> {};

    void by(Consumer<Page> show) {
        this.show = show;
    }

    Runnable to(Page page) {
        return () -> show.accept(page);
    }
}
