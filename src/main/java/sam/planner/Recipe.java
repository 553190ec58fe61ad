package sam.planner;

import java.util.LinkedHashMap;
import java.util.Map;
import sam.project.Project;
import sam.protocol.TrainingSettings;

/// The knobs of a phase that the page turns, as they would be after Apply.
public record Recipe(int length, int rank, double epochs, double learningRate, int batch) {
    static Recipe of(TrainingSettings settings) {
        return new Recipe(
                settings.batches().maxLength(),
                settings.lora().r(),
                settings.batches().numTrainEpochs(),
                settings.optimizer().learningRate(),
                settings.batches().perDeviceTrainBatchSize());
    }

    Recipe withLearningRate(double rate) {
        return new Recipe(length, rank, epochs, rate, batch);
    }

    Recipe withBatch(int rows) {
        return new Recipe(length, rank, epochs, learningRate, rows);
    }

    /// The phase with this recipe. Alpha follows the rank, so that the adapter's strength stays as it was.
    Project.Phase on(Project.Phase phase) {
        var settings = phase.trainingSettings();
        var now = of(settings);
        var changes = new LinkedHashMap<String, String>();
        put(changes, "max_length", length, now.length);
        put(changes, "lora_r", rank, now.rank);
        if (rank != now.rank) {
            long alpha = Math.max(
                    1,
                    Math.round((double) settings.lora().alpha()
                            * rank
                            / settings.lora().r()));
            changes.put("lora_alpha", Long.toString(alpha));
        }
        put(changes, "num_train_epochs", epochs, now.epochs);
        put(changes, "learning_rate", learningRate, now.learningRate);
        put(changes, "per_device_train_batch_size", batch, now.batch);
        var changed = phase;
        for (var change : changes.entrySet()) {
            changed = changed.with(change.getKey(), change.getValue());
        }
        return changed;
    }

    private static <T extends Number> void put(Map<String, String> changes, String name, T value, T before) {
        if (!value.equals(before)) {
            changes.put(name, value.toString());
        }
    }
}
