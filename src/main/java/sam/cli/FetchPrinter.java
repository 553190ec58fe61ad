package sam.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import sam.durable.Plain;
import sam.hub.FetchPace;
import sam.hub.FetchPlan;
import sam.hub.FetchWatch;

/// A fetch on standard error: what will come, then a line every two seconds with rate and remaining time.
final class FetchPrinter implements FetchWatch {
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    private final PrintWriter err;
    private final FetchPace pace = new FetchPace(Duration.ofSeconds(2));

    FetchPrinter(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void planned(FetchPlan plan) {
        err.printf(
                Locale.ROOT,
                "%s at commit %s%n",
                plan.snapshot().id(),
                plan.snapshot().commit());
        for (var file : plan.files()) {
            err.printf(Locale.ROOT, "  %-44s %,15d bytes%n", file.name(), file.size());
        }
        err.printf(
                Locale.ROOT,
                "%,.2f GB%s to %s, where %,.2f GB are free%n",
                plan.toCome() / GIGA,
                plan.here() > 0 ? Plain.text(" of %,.2f GB", plan.bytes() / GIGA) : "",
                plan.place(),
                plan.free() / GIGA);
        err.flush();
        pace.start(plan.here(), System.nanoTime());
    }

    @Override
    public void said(String news) {
        err.println(news);
        err.flush();
    }

    @Override
    public void at(String file, long here, long bytes) {
        if (!pace.at(here, System.nanoTime())) {
            return;
        }
        err.printf(
                Locale.ROOT,
                "%s  %3.0f %%  %,.1f MB/s%s%n",
                file,
                100.0 * here / Math.max(1, bytes),
                pace.bytesPerSecond() / MEGA,
                remaining(pace.secondsLeft(bytes - here)));
        err.flush();
    }

    private static String remaining(double seconds) {
        if (seconds >= 86_400) {
            return "";
        }
        long whole = Math.round(seconds);
        return whole >= 3600
                ? Plain.text("  %d h %d min left", whole / 3600, whole % 3600 / 60)
                : Plain.text("  %d min %d s left", whole / 60, whole % 60);
    }
}
