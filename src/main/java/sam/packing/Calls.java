package sam.packing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which rows of a step go through the model in one call: those that begin alike together, then those of similar
/// length, about so many computed tokens each. It decides rounding and memory, nothing else.
public final class Calls {
    private Calls() {}

    /// Rows of one call and what is computed of them.
    public record Call<T>(List<T> rows, CallSize size) {}

    /// The calls of a step's rows; `sequences` are a row's own, one or more.
    public static <T> List<Call<T>> sized(
            List<T> rows, Function<? super T, ? extends List<? extends Sequence>> sequences, int tokensPerCall) {
        var calls = new ArrayList<Call<T>>();
        var current = new ArrayList<T>();
        var size = new CallSize();
        for (var row : sorted(rows, sequences)) {
            if (!current.isEmpty() && size.tokensWith(row.sequences) > tokensPerCall) {
                calls.add(new Call<>(List.copyOf(current), size));
                current.clear();
                size = new CallSize();
            }
            current.add(row.row);
            row.sequences.forEach(size::add);
        }
        calls.add(new Call<>(List.copyOf(current), size));
        return calls;
    }

    /// The same without their sizes.
    public static <T> List<List<T>> of(
            List<T> rows, Function<? super T, ? extends List<? extends Sequence>> sequences, int tokensPerCall) {
        return sized(rows, sequences, tokensPerCall).stream().map(Call::rows).toList();
    }

    /// How many tokens are computed in the calls of some rows.
    public static <T> long tokens(
            List<T> rows, Function<? super T, ? extends List<? extends Sequence>> sequences, int tokensPerCall) {
        return sized(rows, sequences, tokensPerCall).stream()
                .mapToLong(call -> call.size().tokens())
                .sum();
    }

    /// Tokens that are computed of a row by itself: what a pair's answers begin with in common counts once.
    public static int alone(List<? extends Sequence> row) {
        return row.size() == 1
                ? row.getFirst().tokens()
                : Math.toIntExact(CallSize.of(row).tokens());
    }

    private record Sized<T>(T row, List<? extends Sequence> sequences, int family, int tokens) {}

    private static <T> List<Sized<T>> sorted(
            List<T> rows, Function<? super T, ? extends List<? extends Sequence>> sequences) {
        var own = new ArrayList<List<? extends Sequence>>(rows.size());
        var counts = new HashMap<Object, Integer>();
        for (var row : rows) {
            own.add(sequences.apply(row));
            var beginning = own.getLast().getFirst().beginning();
            if (beginning != null) {
                counts.merge(beginning, 1, Integer::sum);
            }
        }
        var families = new HashMap<Object, Integer>();
        var sized = new ArrayList<Sized<T>>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            var mine = own.get(i);
            sized.add(
                    new Sized<>(rows.get(i), mine, family(mine.getFirst().beginning(), counts, families), alone(mine)));
        }
        sized.sort(Comparator.<Sized<T>>comparingInt(Sized::family).thenComparingInt(Sized::tokens));
        return sized;
    }

    /// The number of the rows that begin so, in the order they come; 0 for those that begin like no other.
    private static int family(@Nullable Object beginning, Map<Object, Integer> counts, Map<Object, Integer> families) {
        if (beginning == null || counts.getOrDefault(beginning, 0) < 2) {
            return 0;
        }
        return families.computeIfAbsent(beginning, _ -> families.size() + 1);
    }
}
