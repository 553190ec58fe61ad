package sam.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import sam.protocol.TrainingSettings;

/// What a run computes, laid out as the engine lays it out: a step's rows, sorted by length, are worked off in calls
/// of about `tokensPerCall` tokens; linears see no padding, attention sees each call's rows padded to its longest, or
/// each row alone where that would be mostly padding. A pair's shared prompt is computed once.
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
    /// A shorter common prompt is computed twice: its rows would be alone in attention.
    private static final int WORTH_SHARING = 32;

    /// More padding than this share of a call sends its rows through attention one by one, unless they are short.
    private static final double PADDING = 0.15;

    private static final int SHORT = 24;

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
        var layout = new Layout(tokensPerCall);
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
                        .sum(),
                rows.stream().mapToLong(Workload::work).sum());
    }

    /// Tokens of the row that takes the most.
    static int longest(DataShape data, TrainingSettings settings) {
        return usable(data, settings).stream().mapToInt(Workload::work).max().orElseThrow();
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

    /// Tokens a row is computed for.
    private static int work(List<RowLengths.Sequence> row) {
        return sum(row, RowLengths.Sequence::tokens) - (shares(row) ? prompt(row) : 0);
    }

    private static boolean shares(List<RowLengths.Sequence> row) {
        return row.size() > 1 && prompt(row) >= WORTH_SHARING;
    }

    private static int prompt(List<RowLengths.Sequence> row) {
        return row.stream().mapToInt(RowLengths.Sequence::beforeTarget).min().orElse(0);
    }

    /// Mean length that attention computes a token against, padding included.
    public double attentionLength() {
        return tokens == 0 ? 0 : squares / tokens;
    }

    private static int sum(List<RowLengths.Sequence> row, ToIntFunction<RowLengths.Sequence> count) {
        return row.stream().mapToInt(count).sum();
    }

    private static final class Layout {
        private final int tokensPerCall;
        private long rows;
        private long calls;
        private long tokens;
        private long grid;
        private double squares;
        private long targets;
        private long peakTokens;
        private long peakTargets;

        Layout(int tokensPerCall) {
            this.tokensPerCall = tokensPerCall;
        }

        void step(List<List<RowLengths.Sequence>> step) {
            rows += step.size();
            long all = 0;
            long wanted = 0;
            long longestRow = 0;
            for (var row : step) {
                int length = work(row);
                all += length;
                wanted += sum(row, RowLengths.Sequence::targets);
                longestRow = Math.max(longestRow, length);
            }
            // A call that is full can come at any step, whichever rows this layout put together.
            long most = Math.min(all, Math.max(tokensPerCall, longestRow));
            if (most > peakTokens) {
                peakTokens = most;
                peakTargets = Math.min(wanted, most);
            }
            var sorted = step.stream()
                    .sorted(Comparator.comparingInt(Workload::work))
                    .toList();
            var call = new ArrayList<List<RowLengths.Sequence>>();
            int size = 0;
            for (var row : sorted) {
                int length = work(row);
                if (!call.isEmpty() && size + length > tokensPerCall) {
                    call(call);
                    call.clear();
                    size = 0;
                }
                call.add(row);
                size += length;
            }
            call(call);
        }

        private void call(List<List<RowLengths.Sequence>> call) {
            calls++;
            boolean shared = call.stream().allMatch(Workload::shares);
            int longest = 0;
            int sequences = 0;
            long size = 0;
            double alone = 0;
            for (var row : call) {
                int prompt = shared ? prompt(row) : 0;
                for (int i = 0; i < row.size(); i++) {
                    var sequence = row.get(i);
                    long computed = sequence.tokens() - (i > 0 ? prompt : 0);
                    longest = Math.max(longest, sequence.tokens());
                    size += computed;
                    alone += (double) computed * sequence.tokens();
                    targets += sequence.targets();
                    sequences++;
                }
            }
            tokens += size;
            long padded = (long) sequences * longest;
            boolean dense = !shared && (padded - size <= PADDING * padded || size < (long) SHORT * sequences);
            grid += dense ? padded : size;
            squares += dense ? (double) padded * longest : alone;
        }
    }
}
