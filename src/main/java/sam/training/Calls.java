package sam.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import sam.engine.PackedSequences;

/// Which rows of a step go through the model in one call: those that begin alike together, then those of similar
/// length, about so many computed tokens each. It decides rounding and memory, nothing else.
public final class Calls {
    private Calls() {}

    /// `sequences` are a row's own, one or more.
    static <T> List<List<T>> of(List<T> rows, Function<T, List<int[]>> sequences, int tokensPerCall) {
        var calls = new ArrayList<List<T>>();
        var current = new ArrayList<T>();
        var packed = new PackedSequences();
        for (var row : sorted(rows, sequences)) {
            var own = sequences.apply(row);
            if (!current.isEmpty() && packed.tokensWith(own) > tokensPerCall) {
                calls.add(List.copyOf(current));
                current.clear();
                packed = new PackedSequences();
            }
            current.add(row);
            own.forEach(packed::add);
        }
        calls.add(current);
        return calls;
    }

    /// How many tokens are computed in the calls of some rows.
    public static <T> long tokens(List<T> rows, Function<T, List<int[]>> sequences, int tokensPerCall) {
        return of(rows, sequences, tokensPerCall).stream()
                .mapToLong(call -> PackedSequences.of(call.stream()
                                .flatMap(row -> sequences.apply(row).stream())
                                .toList())
                        .tokens())
                .sum();
    }

    private record Sized<T>(T row, int family, int tokens) {}

    private static <T> List<T> sorted(List<T> rows, Function<T, List<int[]>> sequences) {
        var counts = new HashMap<List<Integer>, Integer>();
        rows.forEach(row -> counts.merge(beginning(sequences.apply(row)), 1, Integer::sum));
        var families = new HashMap<List<Integer>, Integer>();
        var sized = new ArrayList<Sized<T>>();
        for (var row : rows) {
            var own = sequences.apply(row);
            sized.add(new Sized<>(
                    row,
                    family(beginning(own), counts, families),
                    PackedSequences.of(own).tokens()));
        }
        var order = Comparator.<Sized<T>>comparingInt(Sized::family).thenComparingInt(Sized::tokens);
        return sized.stream().sorted(order).map(Sized::row).toList();
    }

    /// The number of the rows that begin so, in the order they come; 0 for those that begin like no other.
    private static int family(
            List<Integer> beginning, Map<List<Integer>, Integer> counts, Map<List<Integer>, Integer> families) {
        if (beginning.isEmpty() || counts.getOrDefault(beginning, 0) < 2) {
            return 0;
        }
        return families.computeIfAbsent(beginning, _ -> families.size() + 1);
    }

    /// The tokens by which rows are told to begin alike; none where they are too few to share.
    private static List<Integer> beginning(List<int[]> sequences) {
        var ids = sequences.getFirst();
        return ids.length < PackedSequences.LEAST
                ? List.of()
                : java.util.Arrays.stream(ids, 0, PackedSequences.LEAST).boxed().toList();
    }
}
