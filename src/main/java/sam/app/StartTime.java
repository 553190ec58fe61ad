package sam.app;

import java.time.Duration;
import java.time.InstantSource;
import javafx.animation.AnimationTimer;
import javafx.scene.Scene;

/// With `-Dsam.timing=true`: says on standard error how long after the process began the window was drawn.
final class StartTime {
    /// The third frame: the first that certainly shows the page.
    private static final int FRAMES = 3;

    private StartTime() {}

    static void report(Scene scene, InstantSource clock) {
        if (!Boolean.getBoolean("sam.timing")) {
            return;
        }
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long now) {
                if (++frames < FRAMES || scene.getWindow() == null) {
                    return;
                }
                stop();
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .ifPresent(begun -> System.err.printf(
                                "window usable after %d ms%n",
                                Duration.between(begun, clock.instant()).toMillis()));
            }
        }.start();
    }
}
