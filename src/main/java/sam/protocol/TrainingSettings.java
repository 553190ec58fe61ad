package sam.protocol;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Every knob of a training run, under the names TRL 1.16 and PEFT 0.21 give them.
///
/// `maxSteps` below 1 means "as many as `numTrainEpochs` needs"; `warmupSteps` below 1 is a share of all steps;
/// `lossWeights` is null for equal weights of 1. `completionOnlyLoss` and `assistantOnlyLoss` are null (auto) where a
/// row's shape decides what is learnt: of prompt and completion the completion, of `messages` what the assistant
/// says, of `text` everything. False learns the whole row; true for the assistant also holds within a completion.
/// TRL's default for `messages` is false. `bf16` null means no. `gradientCheckpointing` null and `weights` "auto"
/// let the trainer choose within `memoryBudgetBytes`, of which 0 is two thirds of the machine's memory.
///
/// With `evalStrategy` steps, the share `evalShare` of the rows is held out and evaluated every `evalSteps` steps and
/// after the last one; the run ends after `earlyStoppingPatience` evaluations that were not better than all before
/// by more than `earlyStoppingThreshold` (0: never), and with `loadBestModelAtEnd` its adapter is that of the best
/// evaluation. `layersToTransform` empty means all layers; `rankPattern` and `alphaPattern` give some places a rank
/// or alpha of their own, by PEFT's patterns of their names, the first that fits counting.
///
/// `desirableWeight` and `undesirableWeight` are KTO's; `cpoAlpha` and `simpoGamma` are CPO's, of which SimPO is the
/// `lossType` simpo with a `cpoAlpha` of 0.
public record TrainingSettings(
        double learningRate,
        double numTrainEpochs,
        int maxSteps,
        int perDeviceTrainBatchSize,
        int gradientAccumulationSteps,
        int maxLength,
        int loraR,
        int loraAlpha,
        double loraDropout,
        List<String> targetModules,
        String lrSchedulerType,
        double warmupSteps,
        double weightDecay,
        double adamBeta1,
        double adamBeta2,
        double adamEpsilon,
        double maxGradNorm,
        long seed,
        boolean shuffleDataset,
        double beta,
        double labelSmoothing,
        List<String> lossType,
        @Nullable List<Double> lossWeights,
        @Nullable Boolean completionOnlyLoss,
        @Nullable Boolean assistantOnlyLoss,
        int saveSteps,
        @Nullable Boolean bf16,
        @Nullable Boolean gradientCheckpointing,
        String weights,
        long memoryBudgetBytes,
        String evalStrategy,
        int evalSteps,
        double evalShare,
        boolean loadBestModelAtEnd,
        int earlyStoppingPatience,
        boolean useRslora,
        List<Integer> layersToTransform,
        double earlyStoppingThreshold,
        double desirableWeight,
        double undesirableWeight,
        double cpoAlpha,
        double simpoGamma,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {

    /// What a knob says that leaves the choice to the trainer.
    static final String AUTO = "auto";
    private static final int EVAL_STEPS = 100;
    private static final double EVAL_SHARE = 0.1;
    private static final double SIMPO_GAMMA = 0.5;
    private static final List<String> LOSSES = List.of(
            "nll",
            "sigmoid",
            "robust",
            "hinge",
            "ipo",
            "sigmoid_norm",
            "sft",
            "kto",
            "apo_zero_unpaired",
            "orpo",
            "simpo");

    public static final List<String> ALL_LINEARS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /// Some families keep q, k, v and gate, up in one matrix each.
    private static final List<String> KNOWN_LINEARS = Stream.concat(
                    ALL_LINEARS.stream(), Stream.of("qkv_proj", "gate_up_proj"))
            .toList();

    public TrainingSettings {
        targetModules = targetModules.equals(List.of("all-linear")) ? ALL_LINEARS : List.copyOf(targetModules);
        lossType = List.copyOf(lossType);
        lossWeights = lossWeights == null ? null : List.copyOf(lossWeights);
        require(learningRate >= 0 && Double.isFinite(learningRate), "learning_rate", learningRate, "0 or more");
        require(numTrainEpochs > 0 || maxSteps > 0, "num_train_epochs", numTrainEpochs, "more than 0");
        require(perDeviceTrainBatchSize > 0, "per_device_train_batch_size", perDeviceTrainBatchSize, "at least 1");
        require(gradientAccumulationSteps > 0, "gradient_accumulation_steps", gradientAccumulationSteps, "at least 1");
        require(maxLength > 1, "max_length", maxLength, "at least 2");
        require(loraR > 0, "lora_r", loraR, "at least 1");
        require(loraAlpha > 0, "lora_alpha", loraAlpha, "at least 1");
        require(loraDropout >= 0 && loraDropout < 1, "lora_dropout", loraDropout, "from 0 to below 1");
        require(
                !targetModules.isEmpty() && KNOWN_LINEARS.containsAll(targetModules),
                "target_modules",
                targetModules,
                "all-linear or some of " + String.join(",", KNOWN_LINEARS));
        require(
                List.of("linear", "cosine", "constant", "constant_with_warmup").contains(lrSchedulerType),
                "lr_scheduler_type",
                lrSchedulerType,
                "linear, cosine, constant or constant_with_warmup");
        require(warmupSteps >= 0, "warmup_steps", warmupSteps, "0 or more");
        require(weightDecay >= 0, "weight_decay", weightDecay, "0 or more");
        require(adamBeta1 >= 0 && adamBeta1 < 1, "adam_beta1", adamBeta1, "from 0 to below 1");
        require(adamBeta2 >= 0 && adamBeta2 < 1, "adam_beta2", adamBeta2, "from 0 to below 1");
        require(adamEpsilon > 0, "adam_epsilon", adamEpsilon, "more than 0");
        require(maxGradNorm >= 0, "max_grad_norm", maxGradNorm, "0 (no clipping) or more");
        require(beta > 0, "beta", beta, "more than 0");
        require(labelSmoothing >= 0 && labelSmoothing < 0.5, "label_smoothing", labelSmoothing, "from 0 to below 0.5");
        require(
                !lossType.isEmpty() && LOSSES.containsAll(lossType),
                "loss_type",
                lossType,
                "nll (SFT), some of sigmoid, robust, hinge, ipo, sigmoid_norm, sft (DPO), kto or apo_zero_unpaired"
                        + " (KTO), orpo (ORPO), or sigmoid, hinge, ipo or simpo (CPO)");
        require(
                lossWeights == null || lossWeights.size() == lossType.size(),
                "loss_weights",
                String.valueOf(lossWeights),
                "one number for each loss_type");
        require(saveSteps > 0, "save_steps", saveSteps, "at least 1");
        weights = Objects.requireNonNullElse(weights, AUTO);
        require(
                List.of(AUTO, "resident", "streamed").contains(weights),
                "weights",
                weights,
                "auto, resident or streamed");
        require(memoryBudgetBytes >= 0, "memory_budget_bytes", memoryBudgetBytes, "0 (of this machine) or more");
        boolean older = evalStrategy == null;
        evalStrategy = older ? "no" : evalStrategy;
        evalSteps = older ? EVAL_STEPS : evalSteps;
        evalShare = older ? EVAL_SHARE : evalShare;
        require(List.of("no", "steps").contains(evalStrategy), "eval_strategy", evalStrategy, "no or steps");
        layersToTransform = layersToTransform == null
                ? List.of()
                : layersToTransform.stream().distinct().sorted().toList();
        require(
                layersToTransform.isEmpty() || layersToTransform.getFirst() >= 0,
                "layers_to_transform",
                layersToTransform,
                "all or layer numbers from 0");
        require(evalSteps > 0, "eval_steps", evalSteps, "at least 1");
        require(evalShare > 0 && evalShare < 1, "eval_share", evalShare, "above 0 and below 1");
        require(earlyStoppingPatience >= 0, "early_stopping_patience", earlyStoppingPatience, "0 (never) or more");
        boolean oldest = rankPattern == null;
        desirableWeight = oldest ? 1 : desirableWeight;
        undesirableWeight = oldest ? 1 : undesirableWeight;
        cpoAlpha = oldest ? 1 : cpoAlpha;
        simpoGamma = oldest ? SIMPO_GAMMA : simpoGamma;
        rankPattern = Patterns.copy(rankPattern);
        alphaPattern = Patterns.copy(alphaPattern);
        require(desirableWeight >= 0, "desirable_weight", desirableWeight, "0 or more");
        require(undesirableWeight >= 0, "undesirable_weight", undesirableWeight, "0 or more");
        require(cpoAlpha >= 0, "cpo_alpha", cpoAlpha, "0 or more");
        require(
                rankPattern.values().stream().allMatch(rank -> rank > 0),
                "rank_pattern",
                rankPattern,
                "ranks of at least 1");
        require(
                alphaPattern.values().stream().allMatch(alpha -> alpha > 0),
                "alpha_pattern",
                alphaPattern,
                "alphas above 0");
        require(
                Double.isFinite(earlyStoppingThreshold) && earlyStoppingThreshold >= 0,
                "early_stopping_threshold",
                earlyStoppingThreshold,
                "0 or more");
        boolean evaluates = evalStrategy.equals("steps");
        require(
                evaluates || !loadBestModelAtEnd,
                "load_best_model_at_end",
                loadBestModelAtEnd,
                "false while eval_strategy is no");
        require(
                evaluates || earlyStoppingPatience == 0,
                "early_stopping_patience",
                earlyStoppingPatience,
                "0 while eval_strategy is no");
    }

    /// What `sam train --help` prints: TRL's defaults, with the learning rates its documentation gives for adapters
    /// and LoRA on all seven linears.
    public static TrainingSettings defaults(Objective objective) {
        return new TrainingSettings(
                objective == Objective.SFT ? 2e-4 : 1e-5,
                3,
                -1,
                8,
                1,
                1024,
                16,
                32,
                0,
                ALL_LINEARS,
                "linear",
                0,
                0,
                0.9,
                0.999,
                1e-8,
                1,
                42,
                true,
                0.1,
                0,
                List.of(
                        switch (objective) {
                            case SFT -> "nll";
                            case DPO, CPO -> "sigmoid";
                            case KTO -> "kto";
                            case ORPO -> "orpo";
                        }),
                null,
                null,
                null,
                500,
                null,
                null,
                AUTO,
                0,
                "no",
                EVAL_STEPS,
                EVAL_SHARE,
                false,
                0,
                false,
                List.of(),
                0,
                1,
                1,
                1,
                SIMPO_GAMMA,
                Map.of(),
                Map.of());
    }

    /// Whether some rows are held out and looked at every `evalSteps` steps.
    public boolean evaluates() {
        return evalStrategy.equals("steps");
    }

    /// The same with this memory budget where the settings name none.
    public TrainingSettings within(long budgetBytes) {
        return memoryBudgetBytes > 0 ? this : with("memory_budget_bytes", Long.toString(budgetBytes));
    }

    /// A copy with one knob turned. The value is text as on the command line; lists are separated by commas.
    public TrainingSettings with(String name, String value) {
        return with(Map.of(name, value));
    }

    /// A copy with these knobs turned together: what holds between them is asked of the result, whatever their order.
    public TrainingSettings with(Map<String, String> settings) {
        return Knobs.turned(this, settings);
    }

    /// A copy with the knobs of a JSON object turned: the form a recipe has in `project.json`.
    public TrainingSettings with(JsonNode settings) {
        return Knobs.turned(this, Knobs.texts(settings));
    }

    /// Every knob's name and value as text, in order.
    public Map<String, String> asText() {
        return Knobs.texts(this);
    }

    private static void require(boolean holds, String name, Object value, String wanted) {
        if (!holds) {
            throw new SettingException(name, String.valueOf(value), wanted);
        }
    }
}
