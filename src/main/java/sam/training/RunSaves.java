package sam.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sam.durable.Hashes;
import sam.durable.Sentences;
import sam.llm.Adapter;
import sam.llm.AdapterFolder;
import sam.llm.LoadedModel;
import sam.llm.LoraShape;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerEvent;

/// What a run leaves on disk: its checkpoints, the best adapter so far, and at its end the finished one.
final class RunSaves {
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
    Optional<Checkpoint> newest() throws IOException {
        return savedStep == 0 ? Optional.empty() : checkpoints.newest();
    }

    /// The run stands where this step was saved; 0 is its start, which is no checkpoint.
    void stands(long step) {
        savedStep = step;
    }

    /// Writes a checkpoint, unless its step is saved already.
    Optional<WorkerEvent.Checkpointed> save(long step, long numTokens, Standing standing, LoraTrainer lora)
            throws IOException {
        if (step == 0 || step == savedStep) {
            return Optional.empty();
        }
        try {
            var checkpoint = new Checkpoint(
                    step, numTokens, standing, lora.parameters(), lora.firstMoments(), lora.secondMoments(), identity);
            var written = checkpoints.write(checkpoint);
            savedStep = step;
            return Optional.of(new WorkerEvent.Checkpointed(step, written.name(), written.bytes()));
        } catch (IOException e) {
            throw unwritten("the checkpoint of step %d".formatted(step), e);
        }
    }

    void best(float[] parameters) throws IOException {
        write(folder.best(), parameters, "the best adapter");
    }

    /// Writes the finished adapter, the best one where that is wanted; answers the SHA-256 of its weights.
    String finish(float[] parameters, boolean takesBest) throws IOException {
        write(takesBest ? folder.last() : folder.adapter(), parameters, "the finished adapter");
        if (takesBest) {
            var best = AdapterFolder.read(folder.best(), model.config());
            write(folder.adapter(), best.flat(shape, model.config()), "the finished adapter");
        }
        return Hashes.sha256(AdapterFolder.weights(folder.adapter()));
    }

    private void write(Path place, float[] parameters, String what) throws IOException {
        var adapter = Adapter.of(shape, model.config(), parameters);
        try {
            Files.createDirectories(folder.root());
            AdapterFolder.write(place, adapter, base, shape);
        } catch (IOException e) {
            throw unwritten(what, e);
        }
    }

    private TrainingException unwritten(String what, IOException e) {
        var kept = savedStep == 0
                ? "nothing was saved before."
                : "the checkpoint of step %d is intact.".formatted(savedStep);
        return Sentences.isFull(e)
                ? new TrainingException(
                        "The disk is full: %s could not be written.".formatted(what),
                        "Free some space and resume the run; " + kept,
                        e)
                : new TrainingException(
                        "Writing %s failed: %s".formatted(what, Sentences.of(e)), "Then resume; " + kept, e);
    }
}
