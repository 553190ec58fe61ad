package sam.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import sam.planner.Openings.Opening;

/// Lays rows out in calls as the engine does, and counts what is computed: a step's rows, those that begin alike
/// together and then by length, about so many tokens a call. What a call's rows begin with in common is computed once;
/// attention sees short rows padded to the longest of their call, others as long as they are.
final class CallLayout {
    /// More padding than this share of a call sends its rows through attention one by one, unless they are short.
    private static final double PADDING = 0.15;

    private static final int SHORT = 24;

    /// Rows this long on average go through attention one by one.
    private static final int LONG = 64;

    /// What sharing must save where rows are shorter than that.
    private static final double WORTH = 0.1;

    private final int tokensPerCall;
    private long rows;
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

    /// Tokens a row is computed for by itself: what a pair's answers begin with in common counts once.
    static int work(List<RowLengths.Sequence> row) {
        var call = new Call();
        call.add(row);
        return (int) call.tokens();
    }

    static int sum(List<RowLengths.Sequence> row, ToIntFunction<RowLengths.Sequence> count) {
        return row.stream().mapToInt(count).sum();
    }

    /// Adds the rows of one step.
    void step(List<List<RowLengths.Sequence>> step) {
        rows += step.size();
        var sorted = sorted(step);
        long all = 0;
        long wanted = 0;
        long longestRow = 0;
        for (var sized : sorted) {
            all += sized.work;
            wanted += sum(sized.row, RowLengths.Sequence::targets);
            longestRow = Math.max(longestRow, sized.work);
        }
        // A call that is full can come at any step, whichever rows this layout put together.
        long most = Math.min(all, Math.max(tokensPerCall, longestRow));
        if (most > peakTokens) {
            peakTokens = most;
            peakTargets = Math.min(wanted, most);
        }
        var call = new Call();
        for (var sized : sorted) {
            if (call.count > 0 && call.tokensWith(sized.row) > tokensPerCall) {
                end(call);
                call = new Call();
            }
            call.add(sized.row);
        }
        end(call);
    }

    private void end(Call call) {
        calls++;
        tokens += call.tokens();
        targets += call.targets;
        long padded = call.count * call.longest;
        boolean dense = call.tokens() == call.all
                && (call.all < SHORT * call.count
                        || call.all < LONG * call.count && padded - call.all <= PADDING * padded);
        grid += dense ? padded : call.tokens();
        squares += dense ? (double) padded * call.longest : call.squares();
    }

    private record Sized(List<RowLengths.Sequence> row, int family, int work) {}

    private static List<Sized> sorted(List<List<RowLengths.Sequence>> step) {
        var counts = new IdentityHashMap<Opening, Integer>();
        step.forEach(row -> counts.merge(row.getFirst().opening(), 1, Integer::sum));
        var families = new IdentityHashMap<Opening, Integer>();
        var sized = new ArrayList<Sized>();
        for (var row : step) {
            var opening = row.getFirst().opening();
            boolean alone = opening.tokens() == 0 || counts.getOrDefault(opening, 0) < 2;
            int family = alone ? 0 : families.computeIfAbsent(opening, _ -> families.size() + 1);
            sized.add(new Sized(row, family, work(row)));
        }
        sized.sort(Comparator.comparingInt(Sized::family).thenComparingInt(Sized::work));
        return sized;
    }

    /// Rows that go through the model together.
    private static final class Call {
        private final Set<Opening> openings = Collections.newSetFromMap(new IdentityHashMap<>());
        private long count;
        private long all;
        private long laid;
        private long longest;
        private long targets;
        private double apart;
        private double shared;

        void add(List<RowLengths.Sequence> row) {
            for (int i = 0; i < row.size(); i++) {
                var sequence = row.get(i);
                long before = before(row, i);
                long own = sequence.tokens() - before;
                count++;
                all += sequence.tokens();
                laid += own;
                longest = Math.max(longest, sequence.tokens());
                targets += sequence.targets();
                apart += (double) sequence.tokens() * sequence.tokens();
                shared += (double) own * (2 * before + own);
            }
            openings.add(row.getFirst().opening());
        }

        long tokens() {
            return tokens(all, laid, count);
        }

        double squares() {
            return tokens() == all ? apart : shared;
        }

        long tokensWith(List<RowLengths.Sequence> row) {
            long whole = all;
            long own = laid;
            for (int i = 0; i < row.size(); i++) {
                whole += row.get(i).tokens();
                own += row.get(i).tokens() - before(row, i);
            }
            return tokens(whole, own, count + row.size());
        }

        /// Tokens of a row's i-th sequence that are there already: those its family begins with, or the prompt it
        /// shares with the one before it.
        private int before(List<RowLengths.Sequence> row, int i) {
            var sequence = row.get(i);
            int opening =
                    openings.contains(sequence.opening()) ? sequence.opening().tokens() : 0;
            int prompt = i == 0 ? 0 : Math.min(row.getFirst().beforeTarget(), sequence.beforeTarget());
            return Math.min(sequence.tokens(), Math.max(opening, prompt < Openings.LEAST ? 0 : prompt));
        }

        private static long tokens(long all, long laid, long count) {
            return all >= LONG * count || all - laid >= WORTH * all ? laid : all;
        }
    }
}
