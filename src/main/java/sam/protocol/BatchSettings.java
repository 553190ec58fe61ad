package sam.protocol;

/// How rows become steps: how many go together, how often, in which order, cut where, and kept when.
///
/// `maxSteps` below 1 means "as many as `numTrainEpochs` needs".
public record BatchSettings(
        double numTrainEpochs,
        int maxSteps,
        int perDeviceTrainBatchSize,
        int gradientAccumulationSteps,
        int maxLength,
        long seed,
        boolean shuffleDataset,
        int saveSteps) {
    public BatchSettings {
        Knobs.require(numTrainEpochs > 0 || maxSteps > 0, "num_train_epochs", numTrainEpochs, "more than 0");
        Knobs.require(
                perDeviceTrainBatchSize > 0, "per_device_train_batch_size", perDeviceTrainBatchSize, "at least 1");
        Knobs.require(
                gradientAccumulationSteps > 0, "gradient_accumulation_steps", gradientAccumulationSteps, "at least 1");
        Knobs.require(maxLength > 1, "max_length", maxLength, "at least 2");
        Knobs.require(saveSteps > 0, "save_steps", saveSteps, "at least 1");
    }
}
