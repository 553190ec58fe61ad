package sam.runs;

import java.util.Arrays;
import sam.durable.Plain;

/// Points of a line, thinned so that a plot of a given width looks the same: of every bucket of steps the lowest and
/// the highest value stay, in their order.
public record LossSeries(double[] x, double[] y) {
    public LossSeries {
        if (x.length != y.length) {
            throw new IllegalArgumentException(Plain.text("%d steps and %d values", x.length, y.length));
        }
    }

    public int size() {
        return x.length;
    }

    /// At most `2 · width` points; values that are no finite numbers are left out.
    public static LossSeries decimate(double[] x, double[] y, int width) {
        int limit = 2 * Math.max(1, width);
        if (x.length <= limit) {
            return finite(x, y);
        }
        var keptX = new double[limit];
        var keptY = new double[limit];
        int kept = 0;
        for (int bucket = 0; bucket < width; bucket++) {
            int from = (int) ((long) bucket * x.length / width);
            int to = (int) ((long) (bucket + 1) * x.length / width);
            int low = -1;
            int high = -1;
            for (int i = from; i < to; i++) {
                if (Double.isFinite(y[i])) {
                    low = low < 0 || y[i] < y[low] ? i : low;
                    high = high < 0 || y[i] > y[high] ? i : high;
                }
            }
            if (low < 0) {
                continue;
            }
            int first = Math.min(low, high);
            int second = Math.max(low, high);
            keptX[kept] = x[first];
            keptY[kept++] = y[first];
            if (second != first) {
                keptX[kept] = x[second];
                keptY[kept++] = y[second];
            }
        }
        return new LossSeries(Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept));
    }

    private static LossSeries finite(double[] x, double[] y) {
        var keptX = new double[x.length];
        var keptY = new double[x.length];
        int kept = 0;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(y[i])) {
                keptX[kept] = x[i];
                keptY[kept++] = y[i];
            }
        }
        return new LossSeries(Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept));
    }
}
