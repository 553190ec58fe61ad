package sam.engine;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sam.packing.CallSize;
import sam.torch.Scope;

/// Token sequences packed one after the other without padding, as the kernels take them: `ids`[N], `positions`[N], and
/// for attention either a padded grid, `pad`[B, T] (where in N each cell lies; padding points at the row's first token)
/// and `unpad`[N] (where in B·T each token lies), or, where `pad` is empty, each piece alone by its line of
/// `pieces`[P, 3 + 2d] (start, length, how many tokens stand before it, and the spans where these lie).
public record TokenBatch(
        NDArray ids, NDArray positions, NDArray pad, NDArray unpad, NDArray pieces, int tokens, int longest) {
    /// Whether its rows lie on a padded grid; else each goes through attention alone.
    public boolean onGrid() {
        return pad.getShape().size() > 0;
    }

    /// Sequences in whichever way costs less, each with tokens of its own; `PackedSequences` shares beginnings.
    public static TokenBatch of(Scope scope, List<int[]> sequences) {
        int longest = longest(sequences);
        long tokens = sequences.stream().mapToLong(s -> s.length).sum();
        return CallSize.onGrid(tokens, longest, sequences.size()) ? grid(scope, sequences) : alone(scope, sequences);
    }

    /// Sequences on a padded grid.
    public static TokenBatch grid(Scope scope, List<int[]> sequences) {
        int longest = longest(sequences);
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
        var none = scope.longs(new long[0]);
        return new TokenBatch(
                scope.longs(ids(sequences, tokens)),
                scope.longs(positions(sequences, tokens)),
                scope.longs(pad, sequences.size(), longest),
                scope.longs(unpad),
                none,
                tokens,
                longest);
    }

    /// Sequences that go through attention one by one.
    public static TokenBatch alone(Scope scope, List<int[]> sequences) {
        int tokens = sequences.stream().mapToInt(s -> s.length).sum();
        var pieces = new long[sequences.size() * 3];
        int at = 0;
        for (int row = 0; row < sequences.size(); row++) {
            pieces[3 * row] = at;
            pieces[3 * row + 1] = sequences.get(row).length;
            at += sequences.get(row).length;
        }
        return pieces(
                scope,
                ids(sequences, tokens),
                positions(sequences, tokens),
                scope.longs(pieces, sequences.size(), 3),
                longest(sequences));
    }

    static TokenBatch pieces(Scope scope, long[] ids, long[] positions, NDArray pieces, int longest) {
        var none = scope.longs(new long[0]);
        return new TokenBatch(scope.longs(ids), scope.longs(positions), none, none, pieces, ids.length, longest);
    }

    private static int longest(List<int[]> sequences) {
        return sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
    }

    private static long[] ids(List<int[]> sequences, int tokens) {
        var ids = new long[tokens];
        int at = 0;
        for (var sequence : sequences) {
            for (int id : sequence) {
                ids[at++] = id;
            }
        }
        return ids;
    }

    private static long[] positions(List<int[]> sequences, int tokens) {
        var positions = new long[tokens];
        int at = 0;
        for (var sequence : sequences) {
            for (int t = 0; t < sequence.length; t++) {
                positions[at++] = t;
            }
        }
        return positions;
    }
}
