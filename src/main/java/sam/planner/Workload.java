package sam.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import sam.protocol.TrainingSettings;

/// What a run computes, laid out as the engine lays it out: a step's rows, sorted by length, are worked off in calls
/// of about [#TOKENS_PER_CALL] tokens; linears see no padding, attention sees each call's rows padded to its longest.
///
/// Totals are over the whole run: `calls`, `tokens` computed, `grid` (tokens with attention's padding), `squares`
/// (Σ rows · longest²), `targets`. `peak…` describe the largest call that comes; `rowTokens` is one pass over all
/// rows, `sequences` one a row or two a pair.
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
        long rowTokens) {
    /// The engine's own bound for the tokens of a call; one longer row is a call of its own.
    static final int TOKENS_PER_CALL = 2048;

    /// Rows that are laid out before the rest of the run is taken to look alike.
    private static final int ENOUGH_ROWS = 40_000;

    public static Workload of(DataShape data, TrainingSettings settings) {
        var rows = data.usable(settings.maxLength());
        if (rows.isEmpty()) {
            throw new PlannerException(
                    "No row has a target left at max_length %d. Choose a longer max_length or shorter rows."
                            .formatted(settings.maxLength()));
        }
        int perStep = settings.perDeviceTrainBatchSize() * settings.gradientAccumulationSteps();
        long stepsPerEpoch = Math.ceilDiv(
                Math.ceilDiv(rows.size(), settings.perDeviceTrainBatchSize()), settings.gradientAccumulationSteps());
        // As transformers counts: the last, incomplete group of an epoch is a step.
        long steps = settings.maxSteps() > 0
                ? settings.maxSteps()
                : (long) Math.ceil(settings.numTrainEpochs() * stepsPerEpoch);
        var layout = new Layout();
        var shuffled = new ArrayList<>(rows);
        var random = new Random(settings.seed());
        long laidOut = 0;
        while (laidOut < steps && layout.rows < Math.max(ENOUGH_ROWS, rows.size())) {
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
        return new Workload(
                rows.size(),
                rows.size() * wide,
                steps,
                scale * layout.calls,
                scale * layout.tokens,
                scale * layout.grid,
                scale * layout.squares,
                scale * layout.targets,
                layout.peakTokens,
                layout.peakTargets,
                rows.stream()
                        .mapToLong(row -> sum(row, RowLengths.Sequence::tokens))
                        .sum());
    }

    /// Mean length that attention computes a token against, padding included.
    public double attentionLength() {
        return tokens == 0 ? 0 : squares / tokens;
    }

    private static int sum(List<RowLengths.Sequence> row, ToIntFunction<RowLengths.Sequence> count) {
        return row.stream().mapToInt(count).sum();
    }

    private static final class Layout {
        private long rows;
        private long calls;
        private long tokens;
        private long grid;
        private double squares;
        private long targets;
        private long peakTokens;
        private long peakTargets;

        void step(List<List<RowLengths.Sequence>> step) {
            rows += step.size();
            long all = 0;
            long wanted = 0;
            long longestRow = 0;
            for (var row : step) {
                long length = sum(row, RowLengths.Sequence::tokens);
                all += length;
                wanted += sum(row, RowLengths.Sequence::targets);
                longestRow = Math.max(longestRow, length);
            }
            // A call that is full can come at any step, whichever rows this layout put together.
            long most = Math.min(all, Math.max(TOKENS_PER_CALL, longestRow));
            if (most > peakTokens) {
                peakTokens = most;
                peakTargets = Math.min(wanted, most);
            }
            var sorted = step.stream()
                    .sorted(Comparator.comparingInt(row -> sum(row, RowLengths.Sequence::tokens)))
                    .toList();
            var call = new ArrayList<List<RowLengths.Sequence>>();
            int size = 0;
            for (var row : sorted) {
                int length = sum(row, RowLengths.Sequence::tokens);
                if (!call.isEmpty() && size + length > TOKENS_PER_CALL) {
                    call(call, size);
                    call.clear();
                    size = 0;
                }
                call.add(row);
                size += length;
            }
            call(call, size);
        }

        private void call(List<List<RowLengths.Sequence>> call, int size) {
            int longest = 0;
            int sequences = 0;
            int wanted = 0;
            for (var row : call) {
                for (var sequence : row) {
                    longest = Math.max(longest, sequence.tokens());
                    wanted += sequence.targets();
                    sequences++;
                }
            }
            long padded = (long) sequences * longest;
            calls++;
            tokens += size;
            grid += padded;
            squares += (double) padded * longest;
            targets += wanted;
        }
    }
}
