package sam.jinja;

import java.util.AbstractList;
import java.util.List;
import java.util.Locale;

/// Python's sequences that are more than a list: tuples, ranges, and results that can only be walked over.
final class Sequences {
    private Sequences() {}

    /// Prints with round brackets and never equals a list.
    static final class Tuple extends AbstractList<Object> {
        private final List<Object> items;

        Tuple(List<Object> items) {
            this.items = items;
        }

        @Override
        public Object get(int index) {
            return items.get(index);
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    /// Numbers that are counted, not stored. Jinja's sandbox allows 100,000.
    static final class Range extends AbstractList<Object> {
        private static final int LONGEST = 100_000;

        final long from;
        final long to;
        final long by;
        private final int size;

        Range(long from, long to, long by) {
            if (by == 0) {
                throw new TemplateException("The chat template counts in steps of zero.");
            }
            this.from = from;
            this.to = to;
            this.by = by;
            double count = Math.ceil(((double) to - from) / by);
            if (count > LONGEST) {
                throw new TemplateException(String.format(Locale.ROOT, "The chat template counts beyond %d.", LONGEST));
            }
            this.size = (int) Math.max(0, count);
        }

        @Override
        public Object get(int index) {
            return from + index * by;
        }

        @Override
        public int size() {
            return size;
        }
    }

    /// What `map`, `select` and their like give: true even when empty, and without length or subscripts.
    static final class Lazy extends AbstractList<Object> {
        private final List<Object> items;

        Lazy(List<Object> items) {
            this.items = items;
        }

        @Override
        public Object get(int index) {
            return items.get(index);
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
