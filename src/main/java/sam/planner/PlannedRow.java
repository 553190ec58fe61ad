package sam.planner;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.packing.Calls;
import sam.packing.Openings.Opening;
import sam.packing.Sequence;

/// A row as packing sees it before its tokens are known: how long its sequences are, and what they begin with in
/// common with those of other rows ([Opening]) and with one another, which is the prompt of a pair.
final class PlannedRow {
    private final List<Part> parts;
    private final int tokens;
    private final int targets;
    private final int alone;

    private PlannedRow(List<RowLengths.Sequence> row) {
        this.parts = row.stream().map(each -> new Part(this, each)).toList();
        this.tokens = row.stream().mapToInt(RowLengths.Sequence::tokens).sum();
        this.targets = row.stream().mapToInt(RowLengths.Sequence::targets).sum();
        this.alone = Calls.alone(parts);
    }

    static PlannedRow of(List<RowLengths.Sequence> row) {
        return new PlannedRow(row);
    }

    List<Part> parts() {
        return parts;
    }

    int tokens() {
        return tokens;
    }

    int targets() {
        return targets;
    }

    /// Tokens it is computed for by itself: what a pair's answers begin with in common counts once.
    int alone() {
        return alone;
    }

    /// One of its sequences.
    static final class Part implements Sequence {
        private final PlannedRow row;
        private final int tokens;
        private final int beforeTarget;
        private final Opening opening;

        private Part(PlannedRow row, RowLengths.Sequence sequence) {
            this.row = row;
            this.tokens = sequence.tokens();
            this.beforeTarget = sequence.beforeTarget();
            this.opening = sequence.opening();
        }

        @Override
        public int tokens() {
            return tokens;
        }

        @Override
        public @Nullable Object beginning() {
            if (tokens < LEAST) {
                return null;
            }
            return opening == Opening.NONE ? row : opening;
        }

        @Override
        public int sharedWith(Sequence other) {
            if (!(other instanceof Part earlier)) {
                return 0;
            }
            int common = earlier.opening == opening ? opening.tokens() : 0;
            int prompt = earlier.row == row ? Math.min(beforeTarget, earlier.beforeTarget) : 0;
            return Sequence.worthSharing(Math.min(Math.min(tokens, earlier.tokens), Math.max(common, prompt)));
        }
    }
}
