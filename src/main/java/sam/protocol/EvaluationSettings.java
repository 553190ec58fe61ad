package sam.protocol;

import java.util.List;

/// What is held out and what follows from it.
///
/// With `evalStrategy` steps, the share `evalShare` of the rows is held out and evaluated every `evalSteps` steps and
/// after the last one; the run ends after `earlyStoppingPatience` evaluations that were not better than all before
/// by more than `earlyStoppingThreshold` (0: never), and with `loadBestModelAtEnd` its adapter is that of the best
/// evaluation.
public record EvaluationSettings(
        String evalStrategy,
        int evalSteps,
        double evalShare,
        boolean loadBestModelAtEnd,
        int earlyStoppingPatience,
        double earlyStoppingThreshold) {
    public EvaluationSettings {
        Knobs.require(List.of("no", "steps").contains(evalStrategy), "eval_strategy", evalStrategy, "no or steps");
        Knobs.require(evalSteps > 0, "eval_steps", evalSteps, "at least 1");
        Knobs.require(evalShare > 0 && evalShare < 1, "eval_share", evalShare, "above 0 and below 1");
        Knobs.require(
                earlyStoppingPatience >= 0, "early_stopping_patience", earlyStoppingPatience, "0 (never) or more");
        Knobs.require(
                Double.isFinite(earlyStoppingThreshold) && earlyStoppingThreshold >= 0,
                "early_stopping_threshold",
                earlyStoppingThreshold,
                "0 or more");
        boolean evaluates = evalStrategy.equals("steps");
        Knobs.require(
                evaluates || !loadBestModelAtEnd,
                "load_best_model_at_end",
                loadBestModelAtEnd,
                "false while eval_strategy is no");
        Knobs.require(
                evaluates || earlyStoppingPatience == 0,
                "early_stopping_patience",
                earlyStoppingPatience,
                "0 while eval_strategy is no");
    }

    /// Whether some rows are held out and looked at every `evalSteps` steps.
    public boolean evaluates() {
        return evalStrategy.equals("steps");
    }
}
