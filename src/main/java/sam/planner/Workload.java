package sam.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import sam.protocol.TrainingSettings;

/// What a run computes, from its rows' real lengths: every micro-batch is padded to its longest sequence.
///
/// Totals are over the whole run: `paddedTokens`, `squares` (Σ padded length² over all sequences), `targets`,
/// `realTokens`. `peakTokens` and `peakLength` describe the largest micro-batch that can come; `sequences` is one a
/// row, or two a pair.
public record Workload(
        int rows,
        int sequences,
        long microBatches,
        long steps,
        double paddedTokens,
        double squares,
        double targets,
        double realTokens,
        long peakTokens,
        long peakLength,
        double rowTokens) {

    /// Lays the rows out as training does. Steps are counted as transformers counts them: the last, incomplete group
    /// of an epoch is a step.
    public static Workload of(DataShape data, TrainingSettings settings) {
        var rows = new ArrayList<>(data.usable(settings.maxLength()));
        if (rows.isEmpty()) {
            throw new PlannerException(
                    "No row has a target left at max_length %d. Choose a longer max_length or shorter rows."
                            .formatted(settings.maxLength()));
        }
        int batch = Math.min(settings.perDeviceTrainBatchSize(), rows.size());
        int longest = rows.stream()
                .flatMap(List::stream)
                .mapToInt(RowLengths.Sequence::tokens)
                .max()
                .orElseThrow();
        int wide = rows.getFirst().size();
        if (settings.shuffleDataset()) {
            Collections.shuffle(rows, new Random(settings.seed()));
        }
        double padded = 0;
        double squares = 0;
        for (int start = 0; start < rows.size(); start += batch) {
            var micro = rows.subList(start, Math.min(rows.size(), start + batch));
            int length = micro.stream()
                    .flatMap(List::stream)
                    .mapToInt(RowLengths.Sequence::tokens)
                    .max()
                    .orElseThrow();
            double sequences = micro.size() * (double) wide;
            padded += sequences * length;
            squares += sequences * length * length;
        }
        double real = sum(rows, RowLengths.Sequence::tokens);
        double targets = sum(rows, RowLengths.Sequence::targets);
        long perEpoch = Math.ceilDiv(rows.size(), batch);
        long stepsPerEpoch = Math.ceilDiv(perEpoch, settings.gradientAccumulationSteps());
        long steps = settings.maxSteps() > 0
                ? settings.maxSteps()
                : (long) Math.ceil(settings.numTrainEpochs() * stepsPerEpoch);
        double epochs = (double) steps / stepsPerEpoch;
        return new Workload(
                rows.size(),
                rows.size() * wide,
                Math.round(epochs * perEpoch),
                steps,
                epochs * padded,
                epochs * squares,
                epochs * targets,
                epochs * real,
                (long) batch * wide * longest,
                longest,
                real);
    }

    private static double sum(
            List<List<RowLengths.Sequence>> rows, java.util.function.ToIntFunction<RowLengths.Sequence> count) {
        return rows.stream().flatMap(List::stream).mapToLong(count::applyAsInt).sum();
    }

    /// Mean padded length of a sequence, weighted as attention weighs it.
    public double attentionLength() {
        return paddedTokens == 0 ? 0 : squares / paddedTokens;
    }
}
