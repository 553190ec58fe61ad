package sam.memory;

import java.util.List;
import sam.durable.ProcessMemory;
import sam.protocol.TrainingSettings;

/// How a run holds weights and activations: the weights in memory or `streamed` from disk, in numbers of `wordBytes`;
/// the upper `keptLayers` of `layers` keep what their backward pass reads, the others are computed again; about
/// `tokensPerCall` tokens go through together; the head is worked off in pieces whose logits take about `logitBytes`,
/// or, where the weights are streamed, as it is read.
///
/// The trainer chooses by this and the planner estimates with it: both say the same of the same settings.
public record MemoryChoice(
        boolean streamed, int wordBytes, int layers, int keptLayers, int tokensPerCall, long logitBytes) {
    /// Bytes, at most, of the buffer that streamed weights are read into, piece by piece.
    public static final long PIECE_BYTES = 24L << 20;

    /// Of a small model's pieces: few enough to stay in the processor's cache between being dequantised and being
    /// multiplied.
    private static final long SMALL_PIECE = 3L << 20;

    /// Of logits at once: what stays in the heap from one piece to the next, and products still run at their full rate.
    public static final long LOGITS = 16L << 20;

    private static final long LITTLE_LOGITS = 8L << 20;

    /// Activations beyond this gain no speed: products of so many rows already run at the processor's rate.
    private static final long ENOUGH_KEPT = 256L << 20;

    private static final List<Integer> TOKENS = List.of(2048, 1024, 512);

    /// The same where no layer is kept. Weights that are dequantised for every call want many tokens a call; where they
    /// are at hand, room is better spent on keeping a layer.
    private static final List<Integer> MANY_TOKENS = List.of(1024, 512, 256);

    private static final List<Integer> FEW_TOKENS = List.of(512, 256);

    /// Bytes of the buffer for a model whose largest group of linears takes so many: a fifth of that, within limits.
    /// Products of few rows run slower the longer the rows are.
    public static long pieceBytes(long largestGroupBytes, long most) {
        return Math.min(most, Math.max(SMALL_PIECE, largestGroupBytes / 5));
    }

    /// Bytes that a run with these settings may take: two thirds of the machine's memory where they name none.
    public static long budget(TrainingSettings settings) {
        return settings.memory().memoryBudgetBytes() > 0
                ? settings.memory().memoryBudgetBytes()
                : budgetOfThisMachine();
    }

    public static long budgetOfThisMachine() {
        return ProcessMemory.ofMachine() * 2 / 3;
    }

    /// Whether the weights have to be read from disk, asked before a row is known: for rows as long as `max_length`.
    public static boolean streams(ModelShape model, Trained trained, TrainingSettings settings) {
        return switch (settings.memory().weights()) {
            case "resident" -> false;
            case "streamed" -> true;
            default -> {
                int longest = settings.batches().maxLength();
                var least = new MemoryChoice(false, wordBytes(settings), model.layers(), 0, longest, LITTLE_LOGITS);
                yield !fits(model, trained, least, longest, budget(settings));
            }
        };
    }

    /// Chooses for rows of at most `longest` tokens; what the settings force is kept. Where nothing fits it is the
    /// least that can be.
    public static MemoryChoice of(ModelShape model, Trained trained, TrainingSettings settings, int longest) {
        var search = new Search(
                model, trained, streams(model, trained, settings), wordBytes(settings), longest, budget(settings));
        var asked = settings.memory().gradientCheckpointing();
        if (Boolean.TRUE.equals(asked)) {
            return search.recomputed(MANY_TOKENS);
        }
        var all = search.choice(model.layers(), Math.max(tokensWithAllKept(model, search.wordBytes), longest), LOGITS);
        return Boolean.FALSE.equals(asked) || search.fits(all) ? all : search.someKept();
    }

    /// How many tokens go through at once where memory is free, as a run would have it that keeps all layers; where it
    /// keeps none, fewer where their inputs alone would take much.
    public static int tokensWhereMemoryIsFree(ModelShape model, int keptLayers, int wordBytes) {
        if (keptLayers == model.layers()) {
            return tokensWithAllKept(model, wordBytes);
        }
        long inputs = 4L * model.hidden() * model.layers() * MANY_TOKENS.getFirst();
        return keptLayers == 0 && inputs <= ENOUGH_KEPT ? MANY_TOKENS.getFirst() : FEW_TOKENS.getFirst();
    }

    private static int tokensWithAllKept(ModelShape model, int wordBytes) {
        double each = model.layers() * RunMemory.keptBytesPerToken(model, wordBytes);
        return TOKENS.stream()
                .filter(count -> each * count <= ENOUGH_KEPT)
                .findFirst()
                .orElse(TOKENS.getLast());
    }

    private static int wordBytes(TrainingSettings settings) {
        return Boolean.TRUE.equals(settings.memory().bf16()) ? 2 : 4;
    }

    /// Whether the high estimate is within the budget.
    private static boolean fits(ModelShape model, Trained trained, MemoryChoice choice, int longest, long budget) {
        return RunMemory.of(model, trained, choice, RunMemory.Call.full(choice, longest))
                        .high()
                <= budget;
    }

    private record Search(
            ModelShape model, Trained trained, boolean streamed, int wordBytes, int longest, long budget) {
        MemoryChoice choice(int kept, int tokens, long logits) {
            return new MemoryChoice(streamed, wordBytes, model.layers(), kept, tokens, logits);
        }

        boolean fits(MemoryChoice choice) {
            return MemoryChoice.fits(model, trained, choice, longest, budget);
        }

        /// As many tokens at once as fit, with no layer kept.
        MemoryChoice recomputed(List<Integer> counts) {
            return counts.stream()
                    .map(tokens -> choice(0, Math.max(tokens, longest), LOGITS))
                    .filter(this::fits)
                    .findFirst()
                    .orElse(choice(0, longest, LITTLE_LOGITS));
        }

        /// The same, and as many layers kept as there is room for.
        MemoryChoice someKept() {
            var none = recomputed(streamed ? MANY_TOKENS : FEW_TOKENS);
            if (streamed && none.tokensPerCall < MANY_TOKENS.getFirst()) {
                return none;
            }
            int kept = model.layers();
            while (kept > 0 && !fits(choice(kept, none.tokensPerCall, none.logitBytes))) {
                kept--;
            }
            return choice(kept, none.tokensPerCall, none.logitBytes);
        }
    }
}
