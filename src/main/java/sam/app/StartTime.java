package sam.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import javafx.animation.AnimationTimer;
import javafx.scene.Scene;

/// Knows when the window has been drawn; with `-Dsam.timing=true` it says on standard error how long that took since
/// the process began, and how much processor time went into it, which a busy machine changes less.
final class StartTime {
    /// The third frame: the first that certainly shows the page.
    private static final int FRAMES = 3;

    private StartTime() {}

    /// Runs `then` once the window has been drawn.
    static void report(Scene scene, InstantSource clock, Runnable then) {
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long now) {
                if (++frames < FRAMES || scene.getWindow() == null) {
                    return;
                }
                stop();
                if (Boolean.getBoolean("sam.timing")) {
                    say(clock);
                }
                then.run();
            }
        }.start();
    }

    private static void say(InstantSource clock) {
        var process = ProcessHandle.current().info();
        process.startInstant()
                .ifPresent(begun -> System.err.printf(
                        Locale.ROOT,
                        "window usable after %d ms, processor time %d ms%n",
                        Duration.between(begun, clock.instant()).toMillis(),
                        process.totalCpuDuration().orElse(Duration.ZERO).toMillis()));
    }
}
