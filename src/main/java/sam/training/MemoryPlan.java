package sam.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import sam.llm.LoraShape;
import sam.llm.ModelConfig;
import sam.llm.engine.EngineOptions;
import sam.llm.engine.Holding;
import sam.llm.engine.Precision;
import sam.protocol.TrainingSettings;

/// How a run holds its weights and activations within a budget of memory, and why, in words for the journal.
///
/// Counted in bytes: the process before any model (measured, Linux x86-64), the weights or one piece of them, 16 a
/// trained parameter (itself, its gradient, two moments), what a layer keeps for its backward pass, what one layer
/// works with, and the logits held at once.
record MemoryPlan(EngineOptions engine, Holding holding, long residentBytes, long expectedBytes, long budgetBytes) {
    private static final long PROCESS = 280L << 20;
    private static final long SCORING = 160L << 20;
    /// Of logits at once, where there is room.
    static final long LOGITS = 64L << 20;
    private static final long LITTLE_LOGITS = 24L << 20;

    /// Activations beyond this gain no speed: products of so many rows already run at the processor's rate.
    private static final long ENOUGH_KEPT = 256L << 20;

    private static final List<Integer> TOKENS = List.of(2048, 1024, 512);

    /// The same where no layer is kept. Weights that are dequantised for every call want many tokens a call; where they
    /// are at hand, room is better spent on keeping a layer.
    private static final List<Integer> MANY = List.of(1024, 512, 256);

    private static final List<Integer> FEW = List.of(512, 256);

    /// Chooses for a model, a LoRA and rows of at most `longest` tokens; what the settings force is kept.
    static MemoryPlan of(ModelConfig config, LoraShape shape, TrainingSettings settings, int longest) {
        long budget =
                settings.memoryBudgetBytes() > 0 ? settings.memoryBudgetBytes() : EngineOptions.budgetOfThisMachine();
        var precision = Boolean.TRUE.equals(settings.bf16()) ? Precision.BFLOAT16 : Precision.FLOAT32;
        long lora = 16 * shape.parameters(config);
        long resident = EngineOptions.parameters(config) * precision.bytes();
        var need = new Need(config, precision);
        var options = EngineOptions.resident().with(precision);
        boolean streamed = switch (settings.weights()) {
            case "resident" -> false;
            case "streamed" -> true;
            default -> PROCESS + resident + lora + need.least(longest) + LITTLE_LOGITS > budget;
        };
        long fixed = PROCESS + lora + (streamed ? options.pieceBytes() : resident);
        var holding = holding(need, settings, budget - fixed, longest, streamed);
        return new MemoryPlan(
                streamed ? options.stream() : options,
                holding,
                resident,
                fixed + need.of(holding) + holding.logitBytes(),
                budget);
    }

    /// Where the weights lie, chosen before a row is read: for rows as long as the settings let them be.
    static MemoryPlan beforeItsRows(ModelConfig config, TrainingSettings settings) {
        var shape = new LoraShape(
                settings.loraR(),
                1,
                config.targets(settings.targetModules()),
                0,
                List.of(),
                false,
                settings.rankPattern(),
                Map.of());
        return of(config, shape, settings, Math.min(settings.maxLength(), config.maxPositions()));
    }

    private static Holding holding(Need need, TrainingSettings settings, long room, int longest, boolean streamed) {
        int layers = need.config.layers();
        var asked = settings.gradientCheckpointing();
        if (Boolean.TRUE.equals(asked)) {
            return fitting(need, room, longest, MANY);
        }
        int tokens = TOKENS.stream()
                .filter(count -> (long) layers * need.kept() * count <= ENOUGH_KEPT)
                .findFirst()
                .orElse(TOKENS.getLast());
        var all = new Holding(layers, Math.max(tokens, longest), LOGITS);
        if (Boolean.FALSE.equals(asked) || need.of(all) + LOGITS <= room) {
            return all;
        }
        var some = fitting(need, room, longest, streamed ? MANY : FEW);
        if (streamed && some.tokensPerCall() < MANY.getFirst()) {
            return some;
        }
        long free = room - need.of(some) - some.logitBytes();
        long each = (need.kept() - need.input()) * some.tokensPerCall();
        return new Holding(Math.clamp(free / each, 0, layers), some.tokensPerCall(), some.logitBytes());
    }

    /// As many tokens at once as fit, with no layer kept.
    private static Holding fitting(Need need, long room, int longest, List<Integer> counts) {
        for (int tokens : counts) {
            var holding = new Holding(0, Math.max(tokens, longest), LOGITS);
            if (need.of(holding) + LOGITS <= room) {
                return holding;
            }
        }
        return new Holding(0, longest, LITTLE_LOGITS);
    }

    /// What was chosen and why, for the journal.
    String words() {
        var place = engine.streamed()
                ? "Weights are read from disk piece by piece; in memory they would take %.1f GB"
                        .formatted(residentBytes / 1e9)
                : "Weights stay in memory in %s"
                        .formatted(engine.precision().name().toLowerCase(Locale.ROOT));
        var kept = holding.keptLayers() == 0
                ? "every layer is computed again for its backward pass"
                : "the upper %d layers keep what their backward pass reads".formatted(holding.keptLayers());
        return "%s; %s; up to %,d tokens go through at once. About %.1f GB of a budget of %.1f GB."
                .formatted(place, kept, holding.tokensPerCall(), expectedBytes / 1e9, budgetBytes / 1e9);
    }

    /// How many tokens go through at once where memory is free: fewer where their inputs alone would take much.
    static int tokensPerCall(ModelConfig config, int keptLayers) {
        long inputs = 4L * config.hidden() * config.layers() * MANY.getFirst();
        return keptLayers == 0 && inputs <= ENOUGH_KEPT ? MANY.getFirst() : FEW.getFirst();
    }

    /// How many tokens are scored at once, so that what a layer works with stays bounded.
    static int scoredTokens(ModelConfig config) {
        return Math.clamp(SCORING / new Need(config, Precision.FLOAT32).working(), 128, TOKENS.getFirst());
    }

    /// Bytes a token takes.
    private record Need(ModelConfig config, Precision precision) {
        /// Of a layer's input.
        long input() {
            return 4L * config.hidden();
        }

        /// Of a layer that keeps everything: input, queries, keys, values, attention's result twice (as it is and as it
        /// was packed), the sum behind it, gate and up.
        long kept() {
            long q = (long) config.heads() * config.headDim();
            long kv = (long) config.kvHeads() * config.headDim();
            return 4L * (2L * config.hidden() + config.heads())
                    + precision.bytes() * (3 * q + 2 * kv + 2L * config.intermediate());
        }

        /// Of the one layer that is being computed, forward and backward: its insides and as much again in passing.
        long working() {
            return kept() + precision.bytes() * 5L * config.intermediate() + 24L * config.hidden();
        }

        /// With every layer computed again and the longest row alone.
        long least(int longest) {
            return of(new Holding(0, longest, 0));
        }

        long of(Holding holding) {
            long layers = config.layers();
            long again = layers - holding.keptLayers();
            return holding.tokensPerCall() * (again * input() + holding.keptLayers() * kept() + working());
        }
    }
}
