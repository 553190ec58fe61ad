package sam.llm;

import ai.djl.ndarray.NDArray;
import java.util.List;
import sam.torch.Scope;

/// Token sequences packed one after the other without padding, as the kernels take them: `ids`[N], `positions`[N],
/// `pad`[B, T] (where in N each cell of the padded grid lies; padding points at the row's first token) and
/// `unpad`[N] (where in B·T each token lies).
public record TokenBatch(NDArray ids, NDArray positions, NDArray pad, NDArray unpad, int tokens, int longest) {
    public static TokenBatch of(Scope scope, List<int[]> sequences) {
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
        int tokens = sequences.stream().mapToInt(s -> s.length).sum();
        var ids = new long[tokens];
        var positions = new long[tokens];
        var unpad = new long[tokens];
        var pad = new long[sequences.size() * longest];
        int at = 0;
        for (int row = 0; row < sequences.size(); row++) {
            var sequence = sequences.get(row);
            for (int t = 0; t < longest; t++) {
                pad[row * longest + t] = t < sequence.length ? at + t : at;
            }
            for (int t = 0; t < sequence.length; t++) {
                ids[at + t] = sequence[t];
                positions[at + t] = t;
                unpad[at + t] = (long) row * longest + t;
            }
            at += sequence.length;
        }
        return new TokenBatch(
                scope.longs(ids),
                scope.longs(positions),
                scope.longs(pad, sequences.size(), longest),
                scope.longs(unpad),
                tokens,
                longest);
    }
}
