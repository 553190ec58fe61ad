package sam.packing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is computed of sequences that go through a model in one call.
///
/// Under causal attention what a model makes of a token depends on the tokens before it alone, so what several begin
/// with is computed once. Short sequences go through attention on a padded grid instead, where that costs less.
public final class CallSize {
    /// A grid is given up only where sharing saves so much.
    private static final double WORTH = 0.1;

    /// More padding than this share of the grid costs more than rows that go alone.
    private static final double PADDING = 0.15;

    /// Rows shorter than this on average go together whatever the padding: alone, calls cost more than arithmetic.
    private static final int SHORT = 24;

    /// Rows at least this long on average go alone whatever the padding: attention takes them as they lie, without
    /// gathering them into a grid and back.
    public static final int LONG = 64;

    private final List<Sequence> sequences = new ArrayList<>();
    private final Map<Object, List<Integer>> byBeginning = new HashMap<>();
    private long all;
    private long laid;
    private long longest;
    private double apart;
    private double shared;

    /// What a sequence begins with: `tokens` of the earlier one with this number, or none of -1.
    public record Beginning(int like, int tokens) {
        static final Beginning NONE = new Beginning(-1, 0);
    }

    public static CallSize of(List<? extends Sequence> sequences) {
        var size = new CallSize();
        sequences.forEach(size::add);
        return size;
    }

    /// Whether sequences go through attention on a padded grid, where nothing is shared.
    public static boolean onGrid(long tokens, long longest, long count) {
        long cells = longest * count;
        return tokens < SHORT * count || tokens < LONG * count && cells - tokens <= PADDING * cells;
    }

    /// Adds one more and tells what it need not compute again.
    public Beginning add(Sequence sequence) {
        var found = alike(sequence);
        long own = sequence.tokens() - found.tokens;
        var beginning = sequence.beginning();
        if (beginning != null) {
            byBeginning.computeIfAbsent(beginning, _ -> new ArrayList<>(2)).add(sequences.size());
        }
        sequences.add(sequence);
        all += sequence.tokens();
        laid += own;
        longest = Math.max(longest, sequence.tokens());
        apart += (double) sequence.tokens() * sequence.tokens();
        shared += (double) own * (2.0 * found.tokens + own);
        return found;
    }

    public int count() {
        return sequences.size();
    }

    /// Whether what sequences begin with in common is computed once.
    public boolean shares() {
        return shares(all, laid, sequences.size());
    }

    /// Tokens that are computed.
    public long tokens() {
        return shares() ? laid : all;
    }

    /// The same with the padding that attention sees.
    public long grid() {
        return padded() ? longest * count() : tokens();
    }

    /// Σ tokens · length they attend to, twice what is before them and once their own.
    public double squares() {
        if (padded()) {
            return (double) longest * longest * count();
        }
        return shares() ? shared : apart;
    }

    /// Pairs of a token and one it sees, which is what attention has to compute.
    public long sights() {
        return Math.round(((shares() ? shared : apart) + tokens()) / 2);
    }

    /// How many tokens would be computed with some more sequences.
    public long tokensWith(List<? extends Sequence> more) {
        long whole = all;
        long own = laid;
        for (int i = 0; i < more.size(); i++) {
            var sequence = more.get(i);
            int begun = alike(sequence).tokens;
            for (int earlier = 0; earlier < i; earlier++) {
                begun = Math.max(begun, sequence.sharedWith(more.get(earlier)));
            }
            whole += sequence.tokens();
            own += sequence.tokens() - begun;
        }
        return shares(whole, own, (long) sequences.size() + more.size()) ? own : whole;
    }

    private boolean padded() {
        return !shares() && onGrid(all, longest, count());
    }

    private static boolean shares(long all, long laid, long count) {
        return laid < all && (all >= LONG * count || all - laid >= WORTH * all);
    }

    /// The earlier sequence that begins most like this one.
    private Beginning alike(Sequence sequence) {
        var beginning = sequence.beginning();
        if (beginning == null) {
            return Beginning.NONE;
        }
        int best = -1;
        int most = 0;
        for (int i : byBeginning.getOrDefault(beginning, List.of())) {
            int common = sequence.sharedWith(sequences.get(i));
            if (common > most) {
                most = common;
                best = i;
            }
        }
        return best < 0 ? Beginning.NONE : new Beginning(best, most);
    }
}
