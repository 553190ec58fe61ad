package sam.training;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import sam.adapters.LoraShape;
import sam.durable.NativeHeap;
import sam.engine.ActivationBudget;
import sam.engine.Kernels;
import sam.engine.LoadedModel;
import sam.engine.ModelPass;
import sam.engine.TrainedLora;
import sam.memory.MemoryChoice;
import sam.model.ModelConfig;
import sam.packing.Calls;
import sam.packing.StepPlan;
import sam.protocol.TrainingSettings;
import sam.torch.Scope;

/// A trainable LoRA on a loaded model: the gradients of a step and its update. All its numbers lie in four flat
/// float32 vectors in the order of `LoraShape.slots`: parameters, gradients, first and second moments.
public final class LoraTrainer implements AutoCloseable {
    /// Tokens computed in one call. A step's rows are worked off in calls of about this size, whatever the batch
    /// size is: that changes only rounding and bounds the memory of the activations.
    static final int TOKENS_PER_CALL = 2048;

    private final LoadedModel model;
    private final LoraShape shape;
    private final List<LoraShape.Slot> slots;
    private final Kernels kernels;
    private final Scope scope;
    private final TrainedLora lora;
    private final ModelPass pass;
    private final Kernels sure;
    private final ModelPass asked;
    private final AdamW adamw;
    private final ActivationBudget holding;

    public LoraTrainer(LoadedModel model, LoraShape shape, float[] start) throws IOException {
        this(model, shape, target -> target.put(start));
    }

    public LoraTrainer(LoadedModel model, LoraShape shape, LoraNumbers.Start start) throws IOException {
        this(model, shape, start, new ActivationBudget(model.config().layers(), TOKENS_PER_CALL, MemoryChoice.LOGITS));
    }

    public LoraTrainer(LoadedModel model, LoraShape shape, LoraNumbers.Start start, ActivationBudget holding)
            throws IOException {
        this.model = model;
        this.shape = shape;
        this.slots = shape.slots(model.config());
        this.scope = model.scope().inner();
        this.kernels = compile(model, shape);
        long parameters = shape.parameters(model.config());
        this.lora = new TrainedLora(
                scope, kernels, model.config(), shape, scope.zeros(parameters), scope.zeros(parameters));
        start.into(Scope.write(lora.flat()));
        this.pass = model.pass(scope, kernels, lora);
        this.sure = shape.dropout() == 0 ? kernels : compile(model, shape.withoutDropout());
        this.asked = shape.dropout() == 0
                ? pass
                : model.pass(
                        scope,
                        sure,
                        new TrainedLora(
                                scope, sure, model.config(), shape.withoutDropout(), lora.flat(), lora.grads()));
        this.adamw = new AdamW(scope, lora.flat(), lora.grads());
        this.holding = holding;
    }

    private Kernels compile(LoadedModel model, LoraShape with) {
        return Kernels.compile(scope, model.config(), model.precision(), with);
    }

    /// PEFT's start: A uniform in ±1/√in (Kaiming with a = √5), B zero.
    public static LoraNumbers.Start fresh(LoraShape shape, ModelConfig config, long seed) {
        return target -> {
            var random = new Random(StepPlan.mix(seed, -1));
            for (var slot : shape.slots(config)) {
                if (slot.isA()) {
                    double bound = 1 / Math.sqrt(slot.columns());
                    for (int i = 0; i < slot.size(); i++) {
                        target.put((int) slot.offset() + i, (float) ((2 * random.nextDouble() - 1) * bound));
                    }
                }
            }
        };
    }

    /// Adds the gradient of the mean loss over all targets of the step; answers that loss.
    public double sft(List<Row.Tokens> rows, long seed) throws IOException {
        long targets = rows.stream().mapToLong(Row.Tokens::targets).sum();
        double sum = 0;
        int call = 0;
        for (var group : Calls.of(rows, Row.Tokens::sequences, holding.tokensPerCall())) {
            NativeHeap.trim();
            try (var step = scope.inner();
                    var training = forward(PackedBatch.of(group), StepPlan.mix(seed, call++), step)) {
                var coefficients = new float[training.targets()];
                java.util.Arrays.fill(coefficients, (float) (1.0 / targets));
                for (float logp : training.logps()) {
                    sum -= logp;
                }
                training.backward(coefficients);
            }
        }
        return sum / targets;
    }

    /// -∂loss / ∂log π of a sequence, by its number in the step and the log π of its targets together.
    interface Pushes {
        double of(int sequence, double logp);
    }

    /// Adds the gradient of a loss that each sequence's log π decides on its own; answers these, in the rows' order.
    double[] learn(List<Row.Tokens> rows, Pushes pushes, long seed) throws IOException {
        var sums = new double[rows.size()];
        var numbers = IntStream.range(0, rows.size()).boxed().toList();
        int call = 0;
        for (var group : Calls.of(numbers, i -> rows.get(i).sequences(), holding.tokensPerCall())) {
            var batch = PackedBatch.of(group.stream().map(rows::get).toList());
            var sequences = batch.targets().sequences();
            NativeHeap.trim();
            try (var step = scope.inner();
                    var training = forward(batch, StepPlan.mix(seed, call++), step)) {
                var logps = training.logps();
                for (int k = 0; k < logps.length; k++) {
                    sums[group.get((int) sequences[k])] += logps[k];
                }
                var coefficients = new float[logps.length];
                for (int k = 0; k < logps.length; k++) {
                    int i = group.get((int) sequences[k]);
                    coefficients[k] = (float) pushes.of(i, sums[i]);
                }
                training.backward(coefficients);
            }
        }
        return sums;
    }

    /// Adds the gradient of a step's loss of pairs. Answers the log-probs it was computed from.
    public PairLogps pairs(List<ReferencedPair> pairs, PairTerms terms, long seed) throws IOException {
        long imitated = pairs.stream().mapToLong(p -> terms.imitated(p.pair())).sum();
        var all = PairLogps.room(pairs.size());
        int done = 0;
        int call = 0;
        for (var group : Calls.of(pairs, p -> p.pair().sequences(), holding.tokensPerCall())) {
            int n = group.size();
            var batch =
                    PackedBatch.ofPairs(group.stream().map(ReferencedPair::pair).toList(), terms.learnsPrompts());
            NativeHeap.trim();
            try (var step = scope.inner();
                    var training = forward(batch, StepPlan.mix(seed, call++), step)) {
                var logps = training.logps();
                var sequences = batch.targets().sequences();
                var sums = new double[terms.learnsPrompts() ? 3 * n : 2 * n];
                for (int k = 0; k < logps.length; k++) {
                    sums[(int) sequences[k]] += logps[k];
                }
                var some = ReferencedPair.logps(group, sums);
                var pushes = terms.pushes(some, pairs.size(), imitated);
                var coefficients = new float[logps.length];
                for (int k = 0; k < logps.length; k++) {
                    coefficients[k] = (float) pushes[(int) sequences[k]];
                }
                training.backward(coefficients);
                all.put(done, some);
                done += n;
            }
        }
        return all;
    }

    /// The same numbers without learning: no dropout, no gradients.
    PairLogps askPairs(List<ReferencedPair> pairs, PairTerms terms) throws IOException {
        int n = pairs.size();
        var sums = new double[terms.learnsPrompts() ? 3 * n : 2 * n];
        var answers = scorePairs(pairs.stream().map(ReferencedPair::pair).toList());
        for (int i = 0; i < n; i++) {
            sums[i] = answers[i][0];
            sums[n + i] = answers[i][1];
        }
        if (terms.learnsPrompts()) {
            var prompts =
                    score(pairs.stream().map(p -> p.pair().chosen().opposite()).toList());
            for (int i = 0; i < n; i++) {
                sums[2 * n + i] = prompts.get(i).logp();
            }
        }
        return ReferencedPair.logps(pairs, sums);
    }

    /// What the model says of rows it does not learn from now: no dropout, no gradients.
    List<Scorer.Logp> score(List<Row.Tokens> rows) throws IOException {
        return Scorer.score(model, asked, rows, _ -> {});
    }

    /// The same of pairs: [chosen, rejected] each.
    double[][] scorePairs(List<Row.Pair> pairs) throws IOException {
        return Scorer.pairs(model, asked, pairs, _ -> {});
    }

    private ModelPass.Training forward(PackedBatch batch, long seed, Scope step) throws IOException {
        var targets = batch.targets();
        return pass.train(batch.packed().open(step), targets.rows(), targets.tokens(), holding, seed, step);
    }

    /// ‖g‖ over all matrices.
    public double gradientNorm() {
        return adamw.gradientNorm();
    }

    /// Clips to `max_grad_norm`, moves the parameters by AdamW, and clears the gradients. `step` counts from 1.
    public void update(TrainingSettings settings, double norm, double rate, long step) {
        adamw.update(settings, norm, rate, step);
    }

    /// Forgets what was accumulated; `update` does so itself.
    public void clearGradients() {
        adamw.clearGradients();
    }

    /// Whether every B is zero, so that the LoRA changes nothing yet.
    boolean isZero() {
        var flat = Scope.write(lora.flat());
        for (var slot : slots) {
            for (int i = 0; !slot.isA() && i < slot.size(); i++) {
                if (flat.get((int) slot.offset() + i) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    float[] parameters() {
        return lora.flat().toFloatArray();
    }

    public float[] gradients() {
        return lora.grads().toFloatArray();
    }

    LoraNumbers numbers() {
        return new LoraNumbers(Scope.write(lora.flat()), Scope.write(adamw.first()), Scope.write(adamw.second()));
    }

    public LoraShape shape() {
        return shape;
    }

    @Override
    public void close() {
        adamw.close();
        if (sure != kernels) {
            sure.close();
        }
        kernels.close();
        scope.close();
    }
}
