package sam.llm;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sam.torch.Scope;

/// Token sequences packed one after the other without padding, as the kernels take them: `ids`[N], `positions`[N], and
/// for attention either a padded grid, `pad`[B, T] (where in N each cell lies; padding points at the row's first token)
/// and `unpad`[N] (where in B·T each token lies), or, where `pad` is empty, each row alone by its `ends`[B, 3].
public record TokenBatch(
        NDArray ids, NDArray positions, NDArray pad, NDArray unpad, NDArray ends, int tokens, int longest) {
    /// More padding than this share of the grid costs more than rows that go alone.
    private static final double PADDING = 0.15;

    /// Rows shorter than this on average go together whatever the padding: alone, calls cost more than arithmetic.
    private static final int SHORT = 24;

    /// Rows at least this long on average go alone whatever the padding: attention takes them as they lie, without
    /// gathering them into a grid and back.
    private static final int LONG = 64;

    /// Whether its rows lie on a padded grid; else each goes through attention alone.
    public boolean onGrid() {
        return pad.getShape().size() > 0;
    }

    /// A row of a batch: a sequence whose first `prefix` tokens also begin another one, which goes on with `branch`
    /// (empty for a plain sequence).
    public record Branched(int[] ids, int prefix, int[] branch) {
        public static Branched plain(int[] ids) {
            return new Branched(ids, 0, new int[0]);
        }

        int tokens() {
            return ids.length + branch.length;
        }
    }

    /// Sequences on a padded grid.
    public static TokenBatch grid(Scope scope, List<int[]> sequences) {
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
        int tokens = sequences.stream().mapToInt(s -> s.length).sum();
        var unpad = new long[tokens];
        var pad = new long[sequences.size() * longest];
        int at = 0;
        for (int row = 0; row < sequences.size(); row++) {
            int length = sequences.get(row).length;
            for (int t = 0; t < longest; t++) {
                pad[row * longest + t] = t < length ? at + t : at;
            }
            for (int t = 0; t < length; t++) {
                unpad[at + t] = (long) row * longest + t;
            }
            at += length;
        }
        return of(
                scope,
                sequences.stream().map(Branched::plain).toList(),
                scope.longs(pad, sequences.size(), longest),
                scope.longs(unpad));
    }

    /// Sequences in whichever way costs less.
    public static TokenBatch of(Scope scope, List<int[]> sequences) {
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
        long tokens = sequences.stream().mapToLong(s -> s.length).sum();
        long cells = (long) longest * sequences.size();
        long rows = sequences.size();
        boolean dense = tokens < SHORT * rows || tokens < LONG * rows && cells - tokens <= PADDING * cells;
        return dense
                ? grid(scope, sequences)
                : branched(scope, sequences.stream().map(Branched::plain).toList());
    }

    /// Rows that may branch, each going alone.
    public static TokenBatch branched(Scope scope, List<Branched> rows) {
        return of(scope, rows, scope.longs(new long[0]), scope.longs(new long[0]));
    }

    private static TokenBatch of(Scope scope, List<Branched> rows, NDArray pad, NDArray unpad) {
        int tokens = rows.stream().mapToInt(Branched::tokens).sum();
        var ids = new long[tokens];
        var positions = new long[tokens];
        var ends = new long[rows.size() * 3];
        int at = 0;
        int longest = 0;
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            for (int t = 0; t < row.ids.length; t++) {
                ids[at] = row.ids[t];
                positions[at++] = t;
            }
            for (int t = 0; t < row.branch.length; t++) {
                ids[at] = row.branch[t];
                positions[at++] = row.prefix + t;
            }
            ends[3 * i] = row.prefix;
            ends[3 * i + 1] = row.ids.length;
            ends[3 * i + 2] = row.tokens();
            longest = Math.max(longest, Math.max(row.ids.length, row.prefix + row.branch.length));
        }
        return new TokenBatch(
                scope.longs(ids),
                scope.longs(positions),
                pad,
                unpad,
                scope.longs(ends, rows.size(), 3),
                tokens,
                longest);
    }
}
