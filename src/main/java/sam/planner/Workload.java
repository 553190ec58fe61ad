package sam.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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

    public static Workload of(DataShape data, TrainingSettings settings, int tokensPerCall) {
        var rows = usable(data, settings);
        int perStep = settings.perDeviceTrainBatchSize() * settings.gradientAccumulationSteps();
        long stepsPerEpoch = Math.ceilDiv(
                Math.ceilDiv(rows.size(), settings.perDeviceTrainBatchSize()), settings.gradientAccumulationSteps());
        // As transformers counts: the last, incomplete group of an epoch is a step.
        long steps = settings.maxSteps() > 0
                ? settings.maxSteps()
                : (long) Math.ceil(settings.numTrainEpochs() * stepsPerEpoch);
        var layout = new CallLayout(tokensPerCall);
        var shuffled = new ArrayList<>(rows);
        var random = new Random(settings.seed());
        long laidOut = 0;
        while (laidOut < steps && layout.rows() < Math.max(ENOUGH_ROWS, rows.size())) {
            if (settings.shuffleDataset()) {
                Collections.shuffle(shuffled, random);
            }
            for (int from = 0; from < shuffled.size() && laidOut < steps; from += perStep) {
                layout.step(shuffled.subList(from, Math.min(shuffled.size(), from + perStep)));
                laidOut++;
            }
        }
        double scale = (double) steps / laidOut;
        int wide = rows.getFirst().size();
        var once = new CallLayout(tokensPerCall);
        once.step(rows);
        return new Workload(
                rows.size(),
                rows.size() * wide,
                steps,
                scale * layout.calls(),
                scale * layout.tokens(),
                scale * layout.grid(),
                scale * layout.squares(),
                scale * layout.targets(),
                layout.peakTokens(),
                layout.peakTargets(),
                rows.stream()
                        .mapToLong(row -> CallLayout.sum(row, RowLengths.Sequence::tokens))
                        .sum(),
                once.tokens());
    }

    /// Tokens of the row that takes the most.
    static int longest(DataShape data, TrainingSettings settings) {
        return usable(data, settings).stream().mapToInt(CallLayout::work).max().orElseThrow();
    }

    private static List<List<RowLengths.Sequence>> usable(DataShape data, TrainingSettings settings) {
        var rows = data.usable(settings.maxLength());
        if (rows.isEmpty()) {
            throw new PlannerException(
                    "No row has a target left at max_length %d. Choose a longer max_length or shorter rows."
                            .formatted(settings.maxLength()));
        }
        return rows;
    }

    /// Mean length that attention computes a token against, padding included.
    public double attentionLength() {
        return tokens == 0 ? 0 : squares / tokens;
    }
}
