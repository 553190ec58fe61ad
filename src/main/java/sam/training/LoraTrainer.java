package sam.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import sam.llm.LoadedModel;
import sam.llm.LoraShape;
import sam.llm.TokenBatch;
import sam.protocol.TrainingSettings;
import sam.torch.KernelModule;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// A trainable LoRA on a loaded model: gradients of a step, clipping, AdamW. All its numbers lie in four flat
/// float32 vectors in the order of `LoraShape.slots`: parameters, gradients, first and second moments.
final class LoraTrainer implements AutoCloseable {
    /// Tokens computed in one call. A step's rows are worked off in calls of about this size, whatever the batch
    /// size is: that changes only rounding and bounds the memory of the activations.
    static final int TOKENS_PER_CALL = 2048;

    private final LoadedModel model;
    private final LoraShape shape;
    private final KernelModule kernels;
    private final Scope scope;
    private final NDArray flat;
    private final NDArray grads;
    private final NDArray first;
    private final NDArray second;
    private final NDArray shapes;

    LoraTrainer(LoadedModel model, LoraShape shape, float[] start) {
        this.model = model;
        this.shape = shape;
        this.scope = model.scope().inner();
        this.kernels = model.compile(shape);
        var slots = shape.slots(model.config());
        this.flat = scope.floats(start, start.length);
        this.grads = scope.zeros(start.length);
        this.first = scope.zeros(start.length);
        this.second = scope.zeros(start.length);
        this.shapes = scope.longs(
                slots.stream()
                        .flatMapToLong(s -> java.util.stream.LongStream.of(s.rows(), s.columns()))
                        .toArray(),
                slots.size(),
                2);
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
    double sft(List<Row.Tokens> rows, long seed) {
        long targets = rows.stream().mapToLong(Row.Tokens::targets).sum();
        double sum = 0;
        int call = 0;
        for (var group : groups(rows, Row::tokens)) {
            try (var step = scope.inner()) {
                TorchRuntime.seed(StepPlan.mix(seed, call++));
                var targetRows = TargetRows.of(group);
                var batch =
                        TokenBatch.of(step, group.stream().map(Row.Tokens::ids).toList());
                var coefficients = new float[targetRows.count()];
                java.util.Arrays.fill(coefficients, (float) (1.0 / targets));
                var logps = call("sft", batch, targetRows, step, step.floats(coefficients, coefficients.length, 1));
                for (float logp : logps.toFloatArray()) {
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
    PairLogps dpo(List<ReferencedPair> pairs, TrainingSettings settings, long seed) {
        long chosenTokens =
                pairs.stream().mapToLong(p -> p.pair().chosen().targets()).sum();
        var weights = DpoObjective.weights(settings);
        var policy = new double[pairs.size() * 2];
        var reference = new double[pairs.size() * 2];
        int done = 0;
        int call = 0;
        for (var group : groups(pairs, p -> p.pair().tokens())) {
            try (var step = scope.inner()) {
                TorchRuntime.seed(StepPlan.mix(seed, call++));
                var rows = new ArrayList<Row.Tokens>();
                group.forEach(p -> rows.add(p.pair().chosen()));
                group.forEach(p -> rows.add(p.pair().rejected()));
                int n = group.size();
                var refs = new double[2 * n];
                for (int i = 0; i < n; i++) {
                    refs[i] = group.get(i).referenceChosen();
                    refs[n + i] = group.get(i).referenceRejected();
                }
                var targets = TargetRows.of(rows);
                var batch =
                        TokenBatch.of(step, rows.stream().map(Row.Tokens::ids).toList());
                var sums = call(
                                "dpo",
                                batch,
                                targets,
                                step,
                                step.longs(targets.sequences()),
                                step.doubles(refs),
                                step.doubles(
                                        settings.beta(),
                                        weights.prefer() / pairs.size(),
                                        weights.doubt() / pairs.size(),
                                        weights.imitation() / chosenTokens))
                        .toDoubleArray();
                for (int i = 0; i < n; i++) {
                    policy[done + i] = sums[i];
                    policy[pairs.size() + done + i] = sums[n + i];
                    reference[done + i] = refs[i];
                    reference[pairs.size() + done + i] = refs[n + i];
                }
                done += n;
            }
        }
        return new PairLogps(policy, reference, chosenTokens);
    }

    private NDArray call(String method, TokenBatch batch, TargetRows targets, Scope step, NDArray... more) {
        var arguments = new NDList(
                batch.ids(),
                batch.positions(),
                batch.pad(),
                batch.unpad(),
                step.longs(targets.rows()),
                step.longs(targets.tokens(), targets.count(), 1));
        arguments.addAll(List.of(more));
        return model.call(kernels, method, arguments, batch.longest(), flat, grads, shapes)
                .singletonOrThrow();
    }

    /// Rows of similar length together, about `TOKENS_PER_CALL` tokens each.
    static <T> List<List<T>> groups(List<T> rows, ToIntFunction<T> size) {
        var sorted = rows.stream().sorted(Comparator.comparingInt(size)).toList();
        var groups = new ArrayList<List<T>>();
        var current = new ArrayList<T>();
        int tokens = 0;
        for (var row : sorted) {
            if (!current.isEmpty() && tokens + size.applyAsInt(row) > TOKENS_PER_CALL) {
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
        try (var step = scope.inner()) {
            return Math.sqrt(step.adopt(kernels.call("square_sum", grads).singletonOrThrow())
                    .getDouble());
        }
    }

    /// Clips to `max_grad_norm`, moves the parameters by AdamW, and clears the gradients. `step` counts from 1.
    void update(TrainingSettings settings, double norm, double rate, long step) {
        double clip = settings.maxGradNorm() > 0 ? Math.min(1, settings.maxGradNorm() / (norm + 1e-6)) : 1;
        double correction1 = 1 - Math.pow(settings.adamBeta1(), step);
        double correction2 = 1 - Math.pow(settings.adamBeta2(), step);
        try (var inner = scope.inner()) {
            var knobs = inner.doubles(
                    rate,
                    1 - settings.adamBeta1(),
                    settings.adamBeta2(),
                    settings.adamEpsilon(),
                    1 - rate * settings.weightDecay(),
                    rate / correction1,
                    Math.sqrt(correction2),
                    clip);
            inner.adopt(kernels.call("adamw", flat, grads, first, second, knobs).singletonOrThrow());
        }
    }

    /// Forgets what was accumulated; `update` does so itself.
    void clearGradients() {
        try (var inner = scope.inner()) {
            inner.adopt(kernels.call("clear", grads).singletonOrThrow());
        }
    }

    float[] parameters() {
        return flat.toFloatArray();
    }

    float[] gradients() {
        return grads.toFloatArray();
    }

    float[] firstMoments() {
        return first.toFloatArray();
    }

    float[] secondMoments() {
        return second.toFloatArray();
    }

    /// Puts a checkpoint's numbers back.
    void restore(float[] parameters, float[] firstMoments, float[] secondMoments) {
        Scope.write(flat).put(parameters);
        Scope.write(first).put(firstMoments);
        Scope.write(second).put(secondMoments);
    }

    LoraShape shape() {
        return shape;
    }

    @Override
    public void close() {
        kernels.close();
        scope.close();
    }
}
