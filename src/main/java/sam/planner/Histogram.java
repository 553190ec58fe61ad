package sam.planner;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Lengths in order with their running sum: what a limit leaves of them is looked up, not counted again.
final class Histogram {
    private final int[] sorted;
    private final long[] sums;

    private Histogram(int[] sorted) {
        this.sorted = sorted;
        this.sums = new long[sorted.length + 1];
        for (int i = 0; i < sorted.length; i++) {
            sums[i + 1] = sums[i] + sorted[i];
        }
    }

    static Histogram of(IntStream lengths) {
        return new Histogram(lengths.sorted().toArray());
    }

    /// How many are longer than this.
    long above(int limit) {
        return sorted.length - notAbove(limit);
    }

    /// Their sum where each counts no more than this.
    long cutSum(int limit) {
        int within = notAbove(limit);
        return sums[within] + (long) limit * (sorted.length - within);
    }

    /// The longest; 0 where there is none.
    int longest() {
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }

    private int notAbove(int limit) {
        if (limit == Integer.MAX_VALUE) {
            return sorted.length;
        }
        int found = Arrays.binarySearch(sorted, limit + 1);
        int at = found < 0 ? -found - 1 : found;
        while (at > 0 && sorted[at - 1] > limit) {
            at--;
        }
        return at;
    }
}
