package sam.memory;

import java.util.List;

/// The largest resident memory of a training process, by cause, in bytes; `total` is its likely value.
///
/// `process` is the JVM and the engine before any model, and what they grow by; `weights` the frozen weights, or the
/// buffer for a piece of them; `adapter` what is trained; `activations` and `logits` the deepest moment of a step.
/// [PeakFormula] with the numbers of our engine; its constants are fitted to its own runs: of a step or two
/// (`measured.jsonl` beside the test) and of workers as the window starts them, alone and under "Train all" (both
/// made by `src/bench/memory.py`). These take more: over hundreds of steps the JVM compiles more, and the C library
/// keeps holes up to a sixteenth of what is usual (`NativeHeap`), more of them the faster steps follow one another.
public record RunMemory(double process, double weights, double adapter, double activations, double logits) {
    /// Standard deviation of measured over likely memory in those runs, the short and the long.
    public static final double SPREAD = 0.0725;

    /// Half-width of a 5 to 95 % band in standard deviations.
    public static final double Z90 = 1.645;

    private static final double PROCESS = 306e6;

    /// What products in bfloat16 take besides: the scratch and the compiled kernels of their library.
    private static final double LOW_PRODUCTS = 40e6;

    /// What the allocator holds for each byte that layers keep, in float32 and in bfloat16.
    private static final double HELD = 1.2;
    private static final double HELD_LOW = 1.15;

    /// A streamed piece, and the copies that oneDNN makes of it, of its columns and of what it gives.
    private static final double PIECES = 4;

    /// Of a trained number: itself, its gradient, two moments.
    private static final double ADAPTER = 16;

    /// Tokens scored together work with about so much.
    private static final double SCORING = 160 << 20;

    private static final int LEAST_SCORED = 128;
    private static final int MOST_SCORED = 2048;

    /// The largest call of a run: `tokens` that go through together and `targets` among them; `scored` tokens are the
    /// most that are looked at together without learning from them (0: never).
    public record Call(long tokens, long targets, long scored) {
        /// The largest that rows of at most `longest` tokens can fill, every token a target.
        public static Call full(MemoryChoice choice, int longest) {
            long tokens = Math.max(choice.tokensPerCall(), longest);
            return new Call(tokens, tokens, 0);
        }
    }

    public static RunMemory of(ModelShape model, Trained trained, MemoryChoice choice, Call call) {
        var engine = engine(model, choice);
        var peak =
                PeakFormula.of(model, engine, load(call.tokens, call.targets, trained.layers(), choice.keptLayers()));
        // what the logits were in is not the heap's again when a layer's insides come, so the two add up
        double held = choice.wordBytes() == 2 ? HELD_LOW : HELD;
        double activations = held * peak.saved() + peak.layer() + peak.transients();
        var scored = PeakFormula.of(model, engine, load(call.scored, call.scored, 1, 0));
        return new RunMemory(
                PROCESS + (choice.wordBytes() == 2 ? LOW_PRODUCTS : 0),
                peak.weights() + peak.dequant(),
                ADAPTER * trained.parameters(),
                Math.max(activations, scored.layer() + scored.transients()),
                peak.logits());
    }

    public double total() {
        return process + weights + adapter + activations + logits;
    }

    /// What 19 of 20 such runs stay below.
    public double high() {
        return total() * (1 + Z90 * SPREAD);
    }

    /// How many tokens are scored at once, so that what a layer works with stays bounded.
    public static int scoredTokens(ModelShape model) {
        var choice = new MemoryChoice(false, 4, model.layers(), 0, 1, 1);
        var one = PeakFormula.of(model, engine(model, choice), load(1, 0, 1, 0));
        return (int) Math.clamp(SCORING / (one.layer() + one.transients()), LEAST_SCORED, MOST_SCORED);
    }

    /// Of one layer that keeps what its backward pass reads.
    static double keptBytesPerToken(ModelShape model, int wordBytes) {
        var choice = new MemoryChoice(false, wordBytes, model.layers(), 1, 1, 1);
        return PeakFormula.of(model, engine(model, choice), load(1, 0, 1, 1)).saved();
    }

    private static PeakFormula.Load load(long tokens, long targets, int trainedLayers, int keptLayers) {
        return new PeakFormula.Load(
                tokens, 0, targets, List.of(), 0, trainedLayers, Math.min(keptLayers, trainedLayers), false);
    }

    /// Our engine: the resident matrices in the products' precision, or a buffer for a piece of one; float32 between
    /// the layers; logits in float32, with a copy in the products' precision where that is another.
    static EngineTraits engine(ModelShape model, MemoryChoice choice) {
        int word = choice.wordBytes();
        double resident = choice.streamed() ? 0 : word;
        double largest = (double) word * model.vocabulary() * model.hidden();
        long group = 2L * word * model.hidden() * model.intermediate();
        double piece = Math.min(MemoryChoice.pieceBytes(group, MemoryChoice.PIECE_BYTES), largest);
        // a streamed head is swept piece by piece: all rows, but only a piece's part of the vocabulary
        long logitRows = choice.streamed()
                ? (long) (choice.tokensPerCall() * piece / largest)
                : choice.logitBytes() / (4L * model.vocabulary());
        return new EngineTraits(
                new EngineTraits.Weights(resident, resident, 4),
                word,
                false,
                true,
                new EngineTraits.Logits(word == 4 ? 4 : 4 + word, Math.max(1, logitRows)),
                0,
                false,
                new EngineTraits.Unpacked(0, choice.streamed() ? PIECES * piece : 0),
                new EngineTraits.Attention(0, false, 0),
                new EngineTraits.Passing(2, 24),
                new EngineTraits.Overhead(0, 0));
    }
}
