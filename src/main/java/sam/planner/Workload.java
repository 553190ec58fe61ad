package sam.planner;

import java.util.List;
import sam.durable.Plain;
import sam.packing.StepPlan;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// What a run computes, laid out as the engine lays it out (`CallLayout`): a system prompt, or a pair's, is computed
/// once a call, linears see no padding, and attention little.
///
/// Totals are over the whole run: `calls`, `tokens` computed, `grid` (tokens with attention's padding), `squares`
/// (Σ tokens · length they attend to), `targets`. `peak…` describe the largest call that comes; `rowTokens` is all rows
/// once, `rowWork` what one pass over them computes, `sequences` one a row or two a pair.
public record Workload(
        int rows,
        int sequences,
        long steps,
        double calls,
        double tokens,
        double grid,
        double squares,
        double targets,
        long peakTokens,
        long peakTargets,
        long rowTokens,
        long rowWork) {
    /// Rows that are laid out before the rest of the run is taken to look alike.
    private static final int ENOUGH_ROWS = 40_000;

    public static Workload of(DataShape data, Objective objective, TrainingSettings settings, int tokensPerCall) {
        var rows = usable(data, settings);
        var plan = StepPlan.of(objective, settings, rows.size());
        var layout = new CallLayout(tokensPerCall);
        plan.first(
                ENOUGH_ROWS,
                step -> layout.step(
                        java.util.Arrays.stream(step).mapToObj(rows::get).toList()));
        double scale = (double) plan.steps() / layout.steps();
        var once = new CallLayout(tokensPerCall);
        once.step(rows);
        return new Workload(
                rows.size(),
                rows.size() * rows.getFirst().parts().size(),
                plan.steps(),
                scale * layout.calls(),
                scale * layout.tokens(),
                scale * layout.grid(),
                scale * layout.squares(),
                scale * layout.targets(),
                layout.peakTokens(),
                layout.peakTargets(),
                rows.stream().mapToLong(PlannedRow::tokens).sum(),
                once.tokens());
    }

    /// The same for another number of rows that look like these; a recipe that counts steps does as many as before.
    Workload forRows(long count, Objective objective, TrainingSettings settings, int tokensPerCall) {
        double more = (double) count / rows;
        boolean fixed = settings.batches().maxSteps() > 0;
        double work = fixed ? 1 : more;
        int perStep = settings.batches().perDeviceTrainBatchSize()
                * settings.batches().gradientAccumulationSteps();
        double fuller = Math.min(count, perStep) / (double) Math.min(rows, perStep);
        long full = Math.max(peakTokens, tokensPerCall);
        return new Workload(
                Math.toIntExact(count),
                Math.toIntExact(Math.round(sequences * more)),
                StepPlan.of(objective, settings, Math.toIntExact(count)).steps(),
                Math.max(1, calls * work),
                tokens * work,
                grid * work,
                squares * work,
                targets * work,
                Math.min(full, Math.round(peakTokens * fuller)),
                Math.min(full, Math.round(peakTargets * fuller)),
                Math.round(rowTokens * more),
                Math.round(rowWork * more));
    }

    /// Tokens of the row that takes the most.
    static int longest(DataShape data, TrainingSettings settings) {
        return usable(data, settings).stream().mapToInt(PlannedRow::alone).max().orElseThrow();
    }

    private static List<PlannedRow> usable(DataShape data, TrainingSettings settings) {
        var rows = data.usable(settings.batches().maxLength());
        if (rows.isEmpty()) {
            throw new PlannerException(Plain.text(
                    "No row has a target left at max_length %d. Choose a longer max_length or shorter rows.",
                    settings.batches().maxLength()));
        }
        return rows;
    }

    /// Mean length that attention computes a token against, padding included.
    public double attentionLength() {
        return tokens == 0 ? 0 : squares / tokens;
    }
}
