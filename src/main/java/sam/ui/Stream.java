package sam.ui;

import java.util.function.Consumer;

/// Brings a stream of values onto the window's thread, the newest one each time.
public interface Stream {
    /// Takes values from any thread.
    interface Publisher<T> {
        void publish(T value);
    }

    <T> Publisher<T> onto(Consumer<? super T> sink);

    /// The window's: one hop in flight, however fast the values come.
    static Stream latest() {
        return new Stream() {
            @Override
            public <T> Publisher<T> onto(Consumer<? super T> sink) {
                return new Latest<T>(sink)::publish;
            }
        };
    }

    /// Every value at once on the publisher's thread: for tests without a toolkit.
    static Stream immediate() {
        return new Stream() {
            @Override
            public <T> Publisher<T> onto(Consumer<? super T> sink) {
                return sink::accept;
            }
        };
    }
}
