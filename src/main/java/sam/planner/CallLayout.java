package sam.planner;

import java.util.List;
import sam.packing.Calls;

/// Adds up what the calls of a run compute, step by step, as the trainer packs them ([Calls]).
final class CallLayout {
    private final int tokensPerCall;
    private long rows;
    private long steps;
    private long calls;
    private long tokens;
    private long grid;
    private double squares;
    private long targets;
    private long peakTokens;
    private long peakTargets;

    CallLayout(int tokensPerCall) {
        this.tokensPerCall = tokensPerCall;
    }

    long rows() {
        return rows;
    }

    long steps() {
        return steps;
    }

    long calls() {
        return calls;
    }

    /// Tokens computed.
    long tokens() {
        return tokens;
    }

    /// The same with attention's padding.
    long grid() {
        return grid;
    }

    /// Σ tokens · length they attend to, twice what is before them and once their own.
    double squares() {
        return squares;
    }

    long targets() {
        return targets;
    }

    /// Tokens of the largest call that comes, and its targets.
    long peakTokens() {
        return peakTokens;
    }

    long peakTargets() {
        return peakTargets;
    }

    /// Adds the rows of one step.
    void step(List<PlannedRow> step) {
        rows += step.size();
        steps++;
        long all = 0;
        long wanted = 0;
        long longestRow = 0;
        for (var row : step) {
            all += row.alone();
            wanted += row.targets();
            longestRow = Math.max(longestRow, row.alone());
        }
        targets += wanted;
        // A call that is full can come at any step, whichever rows this layout put together.
        long most = Math.min(all, Math.max(tokensPerCall, longestRow));
        if (most > peakTokens) {
            peakTokens = most;
            peakTargets = Math.min(wanted, most);
        }
        for (var call : Calls.sized(step, PlannedRow::parts, tokensPerCall)) {
            calls++;
            tokens += call.size().tokens();
            grid += call.size().grid();
            squares += call.size().squares();
        }
    }
}
