package sam.protocol;

import java.nio.file.Path;

/// Where everything of one run lies. The worker writes all but the order and the commands.
public record RunFolder(Path root) {
    /// The order, written once before the worker starts.
    public Path job() {
        return root.resolve("job.json");
    }

    /// What happened, append-only: the truth about the run.
    public Path events() {
        return root.resolve("events.jsonl");
    }

    /// What somebody asked of the worker, append-only.
    public Path commands() {
        return root.resolve("commands.jsonl");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /// This run's own layer as a PEFT folder.
    public Path adapter() {
        return root.resolve("adapter");
    }

    /// The layer after the step whose evaluation was the best, where the run evaluates.
    public Path best() {
        return root.resolve("best");
    }

    /// The layer after the last step, where `adapter` is the best one.
    public Path last() {
        return root.resolve("last");
    }

    public Path log() {
        return root.resolve("worker.log");
    }

    /// What came of an order that makes something, written once at its end.
    public Path result() {
        return root.resolve("result.json");
    }

    /// Held by the worker while it lives.
    public Path lock() {
        return root.resolve("worker.lock");
    }
}
