package sam.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import sam.decode.Answer;
import sam.decode.Sampling;
import sam.model.files.ModelException;
import sam.torch.Scope;

/// Lets a model write: one answer streamed piece by piece, or many greedy answers at once.
public final class Generator {
    private static final int MAX_ROWS = 64;
    private static final long CACHE_BYTES = 256L << 20;

    private Generator() {}

    /// Writes one answer with libtorch; where the vector kernels are, `DecoderModel` is several times faster.
    public static Answer stream(
            LoadedModel model, int[] prompt, Sampling sampling, Consumer<String> pieces, BooleanSupplier cancelled) {
        try (var source = new CachedSource(model, sampling.maxNewTokens())) {
            return Answer.write(model, source, prompt, sampling, pieces, cancelled);
        }
    }

    /// A text's logits by way of the batch's cache.
    private static final class CachedSource implements Answer.Source, AutoCloseable {
        private final LoadedModel model;
        private final int room;
        private final Scope scope;
        private @Nullable KvCache cache;

        private CachedSource(LoadedModel model, int room) {
            this.model = model;
            this.room = room;
            this.scope = model.scope().inner();
        }

        @Override
        public float[] read(int[] prompt) {
            var filled = KvCache.fill(model, List.of(prompt), room, scope);
            cache = filled.cache();
            return filled.logits().toFloatArray();
        }

        @Override
        public float[] next(int id) {
            try (var step = scope.inner()) {
                return Objects.requireNonNull(cache).next(new long[] {id}, step).toFloatArray();
            }
        }

        @Override
        public int reach() {
            return model.config().reach();
        }

        @Override
        public void close() {
            if (cache != null) {
                cache.close();
            }
            scope.close();
        }
    }

    /// Greedy answers to many prompts, in their order, each up to a token of `stops`, which is left out. Prompts of
    /// like length are worked off together; padding never changes an answer.
    public static List<int[]> greedy(LoadedModel model, List<int[]> prompts, int maxNewTokens, Set<Integer> stops) {
        prompts.forEach(Generator::requireSome);
        var answers = new int[prompts.size()][];
        var order = IntStream.range(0, prompts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> prompts.get(i).length))
                .toList();
        for (int from = 0; from < order.size(); ) {
            int longest = prompts.get(order.get(Math.min(order.size(), from + MAX_ROWS) - 1)).length;
            long rowBytes = KvCache.rowBytes(model.config(), longest + maxNewTokens);
            int rows = Math.clamp(CACHE_BYTES / rowBytes, 1, MAX_ROWS);
            var indices = order.subList(from, Math.min(order.size(), from + rows));
            var texts = batch(model, indices.stream().map(prompts::get).toList(), maxNewTokens, stops);
            for (int i = 0; i < indices.size(); i++) {
                answers[indices.get(i)] = texts.get(i);
            }
            from += rows;
        }
        return List.of(answers);
    }

    /// Greedy answers in conversations as text, ending where the model's own tokens and its template say.
    public static List<String> answers(LoadedModel model, List<int[]> prompts, int maxNewTokens) {
        var ends = model.ends();
        return greedy(model, prompts, maxNewTokens, ends.tokens()).stream()
                .map(ids -> Answer.upTo(ends.stops(), model.tokenizer().decode(ids, true)))
                .toList();
    }

    private static List<int[]> batch(LoadedModel model, List<int[]> prompts, int maxNewTokens, Set<Integer> stops) {
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        model.config().requireReach(longest);
        int most = Math.min(maxNewTokens, model.config().reach() - longest + 1);
        var answers = new ArrayList<List<Integer>>();
        prompts.forEach(_ -> answers.add(new ArrayList<>()));
        var active = IntStream.range(0, prompts.size()).toArray();
        var done = new boolean[prompts.size()];
        try (var scope = model.scope().inner()) {
            var filled = KvCache.fill(model, prompts, most, scope);
            try (var cache = filled.cache()) {
                var next = best(model, filled.logits(), scope);
                for (int n = 1; ; n++) {
                    int open = 0;
                    for (int i = 0; i < active.length; i++) {
                        int row = active[i];
                        done[row] |= stops.contains((int) next[i]);
                        if (!done[row]) {
                            answers.get(row).add((int) next[i]);
                            open++;
                        }
                    }
                    if (open == 0 || n >= most) {
                        break;
                    }
                    // finished rows are dropped once they are half of the batch: copying the cache costs too
                    if (open <= active.length / 2) {
                        var rows = active;
                        var kept = IntStream.range(0, rows.length)
                                .filter(i -> !done[rows[i]])
                                .toArray();
                        cache.keep(kept);
                        var tokens = next;
                        next = IntStream.of(kept).mapToLong(i -> tokens[i]).toArray();
                        active = IntStream.of(kept).map(i -> rows[i]).toArray();
                    }
                    try (var step = scope.inner()) {
                        next = best(model, cache.next(next, step), step);
                    }
                }
            }
        }
        return answers.stream()
                .map(ids -> ids.stream().mapToInt(id -> id).toArray())
                .toList();
    }

    private static long[] best(LoadedModel model, NDArray logits, Scope step) {
        return step.adopt(model.kernels().call("best", new NDList(logits)).singletonOrThrow())
                .toLongArray();
    }

    private static void requireSome(int[] prompt) {
        if (prompt.length == 0) {
            throw new ModelException("The prompt holds no token. Write something to answer.");
        }
    }
}
