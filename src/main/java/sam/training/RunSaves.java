package sam.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.Hashes;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.engine.LoadedModel;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerEvent;

/// What a run leaves on disk: its checkpoints, the best adapter so far, and at its end the finished one.
final class RunSaves {
    private static final String FINISHED = "the finished adapter";

    private final RunFolder folder;
    private final String base;
    private final LoadedModel model;
    private final LoraShape shape;
    private final Checkpoints checkpoints;
    private final Checkpoint.Identity identity;
    private long savedStep;

    RunSaves(
            TrainOrder order,
            RunFolder folder,
            LoadedModel model,
            LoraShape shape,
            Checkpoints checkpoints,
            Checkpoint.Identity identity) {
        this.folder = folder;
        this.base = order.model();
        this.model = model;
        this.shape = shape;
        this.checkpoints = checkpoints;
        this.identity = identity;
    }

    /// The newest checkpoint, if the run has one.
    Optional<Checkpoints.Saved> newest() throws IOException {
        return savedStep == 0 ? Optional.empty() : checkpoints.newest();
    }

    /// The run stands where this step was saved; 0 is its start, which is no checkpoint.
    void stands(long step) {
        savedStep = step;
    }

    /// Writes a checkpoint, unless its step is saved already.
    Optional<WorkerEvent.Checkpointed> save(long step, long numTokens, TrainerState standing, LoraTrainer lora)
            throws IOException {
        if (step == 0 || step == savedStep) {
            return Optional.empty();
        }
        try {
            var written = checkpoints.write(new Checkpoint(step, numTokens, standing, identity), lora.numbers());
            savedStep = step;
            return Optional.of(new WorkerEvent.Checkpointed(step, written.name(), written.bytes()));
        } catch (IOException e) {
            throw unwritten(Plain.text("the checkpoint of step %d", step), e);
        }
    }

    /// Puts a checkpoint's numbers back.
    void restore(Checkpoints.Saved saved, LoraTrainer lora) throws IOException {
        checkpoints.restore(saved, lora.numbers());
        savedStep = saved.checkpoint().step();
    }

    void best(LoraTrainer lora) throws IOException {
        write(folder.best(), lora, "the best adapter");
    }

    /// Writes the finished adapter, the best one where that is wanted; answers the SHA-256 of its weights.
    String finish(LoraTrainer lora, boolean takesBest) throws IOException {
        write(takesBest ? folder.last() : folder.adapter(), lora, FINISHED);
        if (takesBest) {
            try {
                AdapterFolder.copy(folder.best(), folder.adapter());
            } catch (IOException e) {
                throw unwritten(FINISHED, e);
            }
        }
        return Hashes.sha256(AdapterFolder.weights(folder.adapter()));
    }

    private void write(Path place, LoraTrainer lora, String what) throws IOException {
        try {
            Files.createDirectories(folder.root());
            AdapterFolder.write(place, lora.numbers().parameters(), model.config(), base, shape);
        } catch (IOException e) {
            throw unwritten(what, e);
        }
    }

    private TrainingException unwritten(String what, IOException e) {
        var kept = savedStep == 0
                ? "nothing was saved before."
                : Plain.text("the checkpoint of step %d is intact.", savedStep);
        return Sentences.isFull(e)
                ? new TrainingException(
                        Plain.text("The disk is full: %s could not be written.", what),
                        "Free some space and resume the run; " + kept,
                        e)
                : new TrainingException(
                        Plain.text("Writing %s failed: %s", what, Sentences.of(e)), "Then resume; " + kept, e);
    }
}
