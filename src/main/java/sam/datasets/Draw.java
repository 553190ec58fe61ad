package sam.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Draws by seed: the same seed draws the same, on every machine.
record Draw(long seed) {
    /// All of a list, in an order of its own.
    <T> List<T> order(List<T> some, String salt) {
        record Placed<T>(long key, T value) {}
        var placed = new ArrayList<Placed<T>>();
        for (int i = 0; i < some.size(); i++) {
            placed.add(new Placed<>(mix(seed, salt.hashCode(), i), some.get(i)));
        }
        placed.sort(Comparator.comparingLong(Placed::key));
        return placed.stream().map(Placed::value).toList();
    }

    /// Whether a row is drawn where each is with probability `share`.
    boolean takes(String file, long line, double share) {
        if (share >= 1) {
            return true;
        }
        double at = (mix(seed, file.hashCode(), line) >>> 11) * 0x1.0p-53;
        return at < share;
    }

    /// SplitMix64's finaliser over the three.
    private static long mix(long seed, long salt, long index) {
        long z = seed * 0x9E3779B97F4A7C15L + salt * 0xC2B2AE3D27D4EB4FL + index * 0x165667B19E3779F9L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
