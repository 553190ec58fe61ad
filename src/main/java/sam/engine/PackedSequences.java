package sam.engine;

import java.util.ArrayList;
import java.util.List;
import sam.packing.CallSize;
import sam.packing.TokenIds;
import sam.torch.Scope;

/// Token sequences that go through a model together, what several of them begin with laid and computed only once.
///
/// Under causal attention what a model makes of a token depends on the tokens before it alone, so a system prompt, or
/// the prompt of two answers, has the same states in every sequence that begins with it. Log-probs and gradients are
/// those of the sequences apart, but for rounding: a shared token's gradient is the sum over the sequences that have
/// it. A sequence is compared with those added before it, so beginnings may branch more than once.
public final class PackedSequences {
    private final CallSize size = new CallSize();
    private final List<int[]> sequences = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final List<List<Span>> places = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private int all;
    private int laid;

    /// Some tokens that lie next to one another.
    private record Span(int at, int length) {
        int end() {
            return at + length;
        }
    }

    /// Tokens of `sequence` that no earlier one has: `length` of them from `start` on, behind those in `before`.
    private record Piece(int sequence, int start, int length, List<Span> before) {
        int position() {
            return before.stream().mapToInt(Span::length).sum();
        }
    }

    public static PackedSequences of(List<int[]> sequences) {
        var packed = new PackedSequences();
        sequences.forEach(packed::add);
        return packed;
    }

    /// Lays one more; sequences are numbered as they come.
    public void add(int[] ids) {
        var beginning = size.add(new TokenIds(ids));
        int shared = beginning.tokens();
        var before = shared == 0 ? List.<Span>of() : first(places.get(beginning.like()), shared);
        int own = ids.length - shared;
        var place = new ArrayList<>(before);
        if (own > 0) {
            pieces.add(new Piece(sequences.size(), laid, own, before));
            append(place, new Span(laid, own));
        }
        sequences.add(ids);
        starts.add(all);
        places.add(List.copyOf(place));
        all += ids.length;
        laid += own;
    }

    /// What of them is computed.
    public CallSize size() {
        return size;
    }

    /// Tokens that are computed.
    public int tokens() {
        return Math.toIntExact(size.tokens());
    }

    /// Where token `t` of a sequence lies among those computed.
    public int at(int sequence, int t) {
        if (!size.shares()) {
            return starts.get(sequence) + t;
        }
        int left = t;
        for (var span : places.get(sequence)) {
            if (left < span.length) {
                return span.at + left;
            }
            left -= span.length;
        }
        throw new IndexOutOfBoundsException(t);
    }

    /// The same as tensors of `scope`.
    public TokenBatch open(Scope scope) {
        if (!size.shares()) {
            return TokenBatch.of(scope, sequences);
        }
        int spans = pieces.stream().mapToInt(piece -> piece.before.size()).max().orElse(0);
        int width = 3 + 2 * spans;
        var ids = new long[laid];
        var positions = new long[laid];
        var table = new long[pieces.size() * width];
        for (int i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            int position = piece.position();
            for (int t = 0; t < piece.length; t++) {
                ids[piece.start + t] = sequences.get(piece.sequence)[position + t];
                positions[piece.start + t] = position + t;
            }
            int at = i * width;
            table[at++] = piece.start;
            table[at++] = piece.length;
            table[at++] = position;
            for (var span : piece.before.reversed()) {
                table[at++] = span.at;
                table[at++] = span.length;
            }
        }
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
        return TokenBatch.pieces(scope, ids, positions, scope.longs(table, pieces.size(), width), longest);
    }

    /// The first so many tokens of a place.
    private static List<Span> first(List<Span> place, int tokens) {
        var some = new ArrayList<Span>();
        int left = tokens;
        for (var span : place) {
            if (left > 0) {
                some.add(new Span(span.at, Math.min(left, span.length)));
                left -= span.length;
            }
        }
        return List.copyOf(some);
    }

    /// Joins spans that lie next to one another, so that attention gathers fewer.
    private static void append(List<Span> place, Span span) {
        if (!place.isEmpty() && place.getLast().end() == span.at) {
            var last = place.removeLast();
            place.add(new Span(last.at, last.length + span.length));
        } else {
            place.add(span);
        }
    }
}
