package sam.worker;

import java.io.IOException;
import sam.convert.ModelWriter;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Sentences;
import sam.protocol.CalibrateOrder;
import sam.protocol.ChainOrder;
import sam.protocol.ExportOrder;
import sam.protocol.QuantizeOrder;
import sam.protocol.ScoreOrder;
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
                case ExportOrder order -> made(session, () -> ExportJob.run(order, tensors(session)));
                case QuantizeOrder order -> made(session, () -> QuantizeJob.run(order, tensors(session)));
                case ScoreOrder order ->
                    made(session, () -> {
                        ScoreJob.run(order, session::event);
                        return order;
                    });
                case CalibrateOrder _ -> made(session, CalibrateJob::run);
            };
        } catch (IOException | RuntimeException | OutOfMemoryError fault) {
            tell(session, fault);
            throw fault;
        }
    }

    private interface Making {
        Object make() throws IOException;
    }

    /// Keeps what an order made before the journal says that it is done.
    private static JobEnd made(RunSession session, Making making) throws IOException {
        long start = System.nanoTime();
        AtomicFiles.write(session.run().result(), Json.MAPPER.writeValueAsBytes(making.make()));
        double seconds = (System.nanoTime() - start) / 1e9;
        session.event(new WorkerEvent.Finished(0, seconds, null));
        return new JobEnd(true, 0, seconds, false);
    }

    private static ModelWriter.Progress tensors(RunSession session) {
        return (name, number, of) -> session.event(new WorkerEvent.Progress(name, number, of));
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
