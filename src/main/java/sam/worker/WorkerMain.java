package sam.worker;

import java.io.IOException;
import sam.durable.Sentences;
import sam.protocol.ChainOrder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerEvent;

/// Does what a run folder orders, from where it stands; a fault is written into the journal before it is thrown on.
public final class WorkerMain {
    private WorkerMain() {}

    public static JobEnd run(RunSession session) throws IOException {
        try {
            return switch (RunSession.order(session.run())) {
                case TrainOrder _ -> TrainJob.run(session);
                case ChainOrder order -> ChainJob.run(session, order);
            };
        } catch (IOException | RuntimeException | OutOfMemoryError fault) {
            tell(session, fault);
            throw fault;
        }
    }

    private static void tell(RunSession session, Throwable fault) {
        try {
            session.event(new WorkerEvent.Failed(
                    Sentences.of(fault), "What was saved is still there. Mend the cause, then resume the run."));
        } catch (RuntimeException diskFull) {
            fault.addSuppressed(diskFull);
        }
    }
}
