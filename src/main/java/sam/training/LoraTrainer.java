package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import sam.llm.LoadedModel;
import sam.llm.LoraShape;
import sam.llm.TokenBatch;
import sam.llm.engine.Holding;
import sam.llm.engine.Kernels;
import sam.llm.engine.ModelPass;
import sam.llm.engine.TrainedLora;
import sam.protocol.TrainingSettings;
import sam.torch.Scope;

/// A trainable LoRA on a loaded model: the gradients of a step and its update. All its numbers lie in four flat
/// float32 vectors in the order of `LoraShape.slots`: parameters, gradients, first and second moments.
final class LoraTrainer implements AutoCloseable {
    /// Tokens computed in one call. A step's rows are worked off in calls of about this size, whatever the batch
    /// size is: that changes only rounding and bounds the memory of the activations.
    static final int TOKENS_PER_CALL = 2048;

    private static final long LOGIT_BYTES = 64L << 20;

    private final LoraShape shape;
    private final Kernels kernels;
    private final Scope scope;
    private final TrainedLora lora;
    private final ModelPass pass;
    private final AdamW adamw;
    private final Holding holding;

    LoraTrainer(LoadedModel model, LoraShape shape, float[] start) {
        this(model, shape, start, new Holding(model.config().layers(), TOKENS_PER_CALL, LOGIT_BYTES));
    }

    LoraTrainer(LoadedModel model, LoraShape shape, float[] start, Holding holding) {
        this.shape = shape;
        this.scope = model.scope().inner();
        this.kernels = Kernels.compile(scope, model.config(), model.precision(), shape);
        this.lora = new TrainedLora(
                scope, kernels, model.config(), shape, scope.floats(start, start.length), scope.zeros(start.length));
        this.pass = model.pass(scope, kernels, lora);
        this.adamw = new AdamW(scope, lora.flat(), lora.grads());
        this.holding = holding;
    }

    /// PEFT's start: A uniform in ±1/√in (Kaiming with a = √5), B zero.
    static float[] fresh(LoraShape shape, LoadedModel model, long seed) {
        var flat = new float[Math.toIntExact(shape.parameters(model.config()))];
        var random = new Random(StepPlan.mix(seed, -1));
        for (var slot : shape.slots(model.config())) {
            if (slot.isA()) {
                double bound = 1 / Math.sqrt(slot.columns());
                for (int i = 0; i < slot.size(); i++) {
                    flat[(int) slot.offset() + i] = (float) ((2 * random.nextDouble() - 1) * bound);
                }
            }
        }
        return flat;
    }

    /// Adds the gradient of the mean loss over all targets of the step; answers that loss.
    double sft(List<Row.Tokens> rows, long seed) throws IOException {
        long targets = rows.stream().mapToLong(Row.Tokens::targets).sum();
        double sum = 0;
        int call = 0;
        for (var group : groups(rows, Row::tokens, holding.tokensPerCall())) {
            try (var step = scope.inner();
                    var training = forward(group, StepPlan.mix(seed, call++), step)) {
                var coefficients = new float[training.targets()];
                java.util.Arrays.fill(coefficients, (float) (1.0 / targets));
                for (float logp : training.logpsAndBackward(coefficients)) {
                    sum -= logp;
                }
            }
        }
        return sum / targets;
    }

    /// log p of every pair of the step under the policy, and what the reference says; both [chosen, rejected].
    record PairLogps(double[] policy, double[] reference, long chosenTokens) {}

    /// Adds the gradient of the mean DPO loss over all pairs of the step (and of the imitation term over all chosen
    /// tokens of the step, where the settings weigh one).
    PairLogps dpo(List<ReferencedPair> pairs, TrainingSettings settings, long seed) throws IOException {
        long chosenTokens =
                pairs.stream().mapToLong(p -> p.pair().chosen().targets()).sum();
        var weights = DpoObjective.weights(settings);
        var policy = new double[pairs.size() * 2];
        var reference = new double[pairs.size() * 2];
        int done = 0;
        int call = 0;
        for (var group : groups(pairs, p -> PairBatch.work(p.pair()), holding.tokensPerCall())) {
            int n = group.size();
            var rows = PairBatch.of(group.stream().map(ReferencedPair::pair).toList());
            try (var step = scope.inner();
                    var training = pass.train(
                            rows.open(step), rows.rows(), rows.tokens(), holding, StepPlan.mix(seed, call++), step)) {
                var logps = training.logps();
                var sequences = rows.sequences();
                var sums = new double[2 * n];
                for (int k = 0; k < logps.length; k++) {
                    sums[(int) sequences[k]] += logps[k];
                }
                var push = new double[2 * n];
                for (int i = 0; i < n; i++) {
                    double refs = group.get(i).referenceChosen() - group.get(i).referenceRejected();
                    double fall = weights.push(settings.beta(), sums[i] - sums[n + i] - refs) / pairs.size();
                    push[i] = fall + weights.imitation() / chosenTokens;
                    push[n + i] = -fall;
                    policy[done + i] = sums[i];
                    policy[pairs.size() + done + i] = sums[n + i];
                    reference[done + i] = group.get(i).referenceChosen();
                    reference[pairs.size() + done + i] = group.get(i).referenceRejected();
                }
                var coefficients = new float[logps.length];
                for (int k = 0; k < logps.length; k++) {
                    coefficients[k] = (float) push[(int) sequences[k]];
                }
                training.backward(coefficients);
                done += n;
            }
        }
        return new PairLogps(policy, reference, chosenTokens);
    }

    private ModelPass.Training forward(List<Row.Tokens> rows, long seed, Scope step) throws IOException {
        var targets = TargetRows.of(rows);
        var batch = TokenBatch.of(step, rows.stream().map(Row.Tokens::ids).toList());
        return pass.train(batch, targets.rows(), targets.tokens(), holding, seed, step);
    }

    /// Rows of similar length together, about so many tokens each.
    static <T> List<List<T>> groups(List<T> rows, ToIntFunction<T> size, int tokensPerCall) {
        var sorted = rows.stream().sorted(Comparator.comparingInt(size)).toList();
        var groups = new ArrayList<List<T>>();
        var current = new ArrayList<T>();
        int tokens = 0;
        for (var row : sorted) {
            if (!current.isEmpty() && tokens + size.applyAsInt(row) > tokensPerCall) {
                groups.add(List.copyOf(current));
                current.clear();
                tokens = 0;
            }
            current.add(row);
            tokens += size.applyAsInt(row);
        }
        groups.add(current);
        return groups;
    }

    /// ‖g‖ over all matrices.
    double gradientNorm() {
        return adamw.gradientNorm();
    }

    /// Clips to `max_grad_norm`, moves the parameters by AdamW, and clears the gradients. `step` counts from 1.
    void update(TrainingSettings settings, double norm, double rate, long step) {
        adamw.update(settings, norm, rate, step);
    }

    /// Forgets what was accumulated; `update` does so itself.
    void clearGradients() {
        adamw.clearGradients();
    }

    float[] parameters() {
        return lora.flat().toFloatArray();
    }

    float[] gradients() {
        return lora.grads().toFloatArray();
    }

    float[] firstMoments() {
        return adamw.first().toFloatArray();
    }

    float[] secondMoments() {
        return adamw.second().toFloatArray();
    }

    /// Puts a checkpoint's numbers back.
    void restore(float[] parameters, float[] firstMoments, float[] secondMoments) {
        Scope.write(lora.flat()).put(parameters);
        Scope.write(adamw.first()).put(firstMoments);
        Scope.write(adamw.second()).put(secondMoments);
    }

    LoraShape shape() {
        return shape;
    }

    @Override
    public void close() {
        adamw.close();
        kernels.close();
        scope.close();
    }
}
