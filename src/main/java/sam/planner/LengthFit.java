package sam.planner;

import java.util.List;

/// How counted lengths follow from estimated ones: a line through rows that were counted, by least squares. Its slope
/// is what a byte is worth to the tokenizer, its offset what the template puts before every row.
record LengthFit(double slope, double offset, int rows) {
    /// Fewer rows than these, or rows of one length, tell a ratio and no line.
    private static final int LINE = 8;

    /// One row that was counted.
    record Point(int estimated, int counted) {}

    /// Of nothing there is none.
    static LengthFit of(List<Point> points) {
        double estimated = 0;
        double counted = 0;
        double squares = 0;
        double products = 0;
        for (var point : points) {
            estimated += point.estimated;
            counted += point.counted;
            squares += (double) point.estimated * point.estimated;
            products += (double) point.estimated * point.counted;
        }
        int n = points.size();
        double spread = n * squares - estimated * estimated;
        if (n >= LINE && spread > 0) {
            double slope = (n * products - estimated * counted) / spread;
            double offset = (counted - slope * estimated) / n;
            // a template adds to a row, so a line that takes away has followed a few odd rows
            if (slope > 0 && offset >= 0) {
                return new LengthFit(slope, offset, n);
            }
        }
        return new LengthFit(counted / estimated, 0, n);
    }

    RowLengths.Sequence of(RowLengths.Sequence estimated) {
        return estimated.stretched(slope).behind((int) Math.round(offset));
    }
}
