package sam.worker;

import java.io.IOException;
import java.nio.file.Files;
import sam.durable.Plain;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerEvent;
import sam.training.Trainer;

/// Trains one layer in its run folder, from the last checkpoint when there is one.
final class TrainJob {
    private TrainJob() {}

    static JobEnd run(RunSession session) throws IOException {
        try (var _ = RunSession.lockProject(session.run())) {
            return train(session);
        }
    }

    /// As [#run], for a caller that holds the project already.
    static JobEnd train(RunSession session) throws IOException {
        var run = session.run();
        for (var event : session.past()) {
            if (event instanceof WorkerEvent.Finished done && Files.exists(run.adapter())) {
                return new JobEnd(true, done.step(), done.seconds(), false);
            }
        }
        if (!(RunSession.order(run) instanceof TrainOrder order)) {
            throw new WorkerException(Plain.text("%s is no order to train one phase.", run.job()));
        }
        long start = System.nanoTime();
        var result = Trainer.train(order, run, hasCheckpoint(run), session);
        return new JobEnd(result.finished(), result.step(), (System.nanoTime() - start) / 1e9, false);
    }

    private static boolean hasCheckpoint(RunFolder run) throws IOException {
        if (!Files.isDirectory(run.checkpoints())) {
            return false;
        }
        try (var entries = Files.list(run.checkpoints())) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith("step-"));
        }
    }
}
