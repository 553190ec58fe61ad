package sam.llm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import sam.torch.Scope;

/// Lets a model write: one answer streamed piece by piece, or many greedy answers at once.
public final class Generator {
    private static final int MAX_ROWS = 64;
    private static final long CACHE_BYTES = 256L << 20;

    private Generator() {}

    /// How to pick the next token. `temperature` 0 is greedy; `topP` 1 keeps every token.
    public record Sampling(int maxNewTokens, double temperature, double topP, long seed) {
        public static Sampling greedy(int maxNewTokens) {
            return new Sampling(maxNewTokens, 0, 1, 0);
        }
    }

    /// What was written; `stoppedByItself` says that the model ended its answer, not the limit or the person.
    public record Answer(String text, int tokens, boolean stoppedByItself) {}

    /// Writes one answer. `pieces` hears it as it grows, never half a character; `cancelled` is asked at every token.
    public static Answer stream(
            LoadedModel model, int[] prompt, Sampling sampling, Consumer<String> pieces, BooleanSupplier cancelled) {
        requireSome(prompt);
        var random = new Random(sampling.seed());
        var text = new GrowingText(model.tokenizer());
        boolean ended = false;
        try (var scope = model.scope().inner()) {
            var filled = KvCache.fill(model, List.of(prompt), sampling.maxNewTokens(), scope);
            try (var cache = filled.cache()) {
                int next = pick(filled.logits().toFloatArray(), sampling, random);
                for (int n = 0; n < sampling.maxNewTokens() && !cancelled.getAsBoolean(); n++) {
                    if (model.tokenizer().stops().contains(next)) {
                        ended = true;
                        break;
                    }
                    var piece = text.add(next);
                    if (!piece.isEmpty()) {
                        pieces.accept(piece);
                    }
                    if (n < sampling.maxNewTokens() - 1) {
                        try (var step = scope.inner()) {
                            next = pick(cache.next(new long[] {next}, step).toFloatArray(), sampling, random);
                        }
                    }
                }
            }
        }
        var rest = text.rest();
        if (!rest.isEmpty()) {
            pieces.accept(rest);
        }
        return new Answer(text.whole(), text.tokens(), ended);
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

    /// Greedy answers as text, ending where the model's own tokens say.
    public static List<String> answers(LoadedModel model, List<int[]> prompts, int maxNewTokens) {
        return greedy(model, prompts, maxNewTokens, model.tokenizer().stops()).stream()
                .map(ids -> model.tokenizer().decode(ids, true))
                .toList();
    }

    private static List<int[]> batch(LoadedModel model, List<int[]> prompts, int maxNewTokens, Set<Integer> stops) {
        var answers = new ArrayList<List<Integer>>();
        prompts.forEach(_ -> answers.add(new ArrayList<>()));
        var active = IntStream.range(0, prompts.size()).toArray();
        var done = new boolean[prompts.size()];
        try (var scope = model.scope().inner()) {
            var filled = KvCache.fill(model, prompts, maxNewTokens, scope);
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
                    if (open == 0 || n >= maxNewTokens) {
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

    /// Greedy, or drawn from the smallest set of tokens that holds `topP` of the probability.
    static int pick(float[] logits, Sampling sampling, Random random) {
        if (sampling.temperature() <= 0) {
            int best = 0;
            for (int i = 1; i < logits.length; i++) {
                best = logits[i] > logits[best] ? i : best;
            }
            return best;
        }
        double top = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        var weights = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            weights[i] = Math.exp((logits[i] - top) / sampling.temperature());
            sum += weights[i];
        }
        var order = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -weights[i]))
                .mapToInt(i -> i)
                .toArray();
        double kept = 0;
        int count = 0;
        while (count < order.length && (count == 0 || kept < sampling.topP() * sum)) {
            kept += weights[order[count++]];
        }
        double drawn = random.nextDouble() * kept;
        for (int i = 0; i < count; i++) {
            drawn -= weights[order[i]];
            if (drawn <= 0) {
                return order[i];
            }
        }
        return order[count - 1];
    }

    private static void requireSome(int[] prompt) {
        if (prompt.length == 0) {
            throw new ModelException("The prompt holds no token. Write something to answer.");
        }
    }
}
