package sam.planner;

import java.util.List;
import java.util.Optional;

/// The researcher's own estimate for an 8 GB M2, phase by phase. It stands beside ours and is never overwritten.
public final class OwnTable {
    /// One line: examples, hours from and to, and gigabytes.
    public record Line(int phase, long examples, double hoursFrom, double hoursTo, double gigabytes) {}

    private static final List<Line> LINES = List.of(
            new Line(1, 50_000, 4, 6, 6),
            new Line(2, 30_000, 3, 4, 6),
            new Line(3, 10_000, 1, 2, 6),
            new Line(4, 5_000, 2, 3, 7));

    private OwnTable() {}

    public static Optional<Line> line(int phase) {
        return LINES.stream().filter(line -> line.phase() == phase).findFirst();
    }

    /// How our time stands beside the table's: within when the likely value is at most its upper hour.
    public enum Comparison {
        BELOW,
        WITHIN,
        ABOVE
    }

    public static Comparison standing(Line line, Spread seconds) {
        double hours = seconds.mid() / 3600;
        if (hours > line.hoursTo()) {
            return Comparison.ABOVE;
        }
        return hours < line.hoursFrom() ? Comparison.BELOW : Comparison.WITHIN;
    }
}
