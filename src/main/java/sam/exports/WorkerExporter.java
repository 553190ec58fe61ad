package sam.exports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.protocol.ExportOrder;
import sam.protocol.RunFolder;
import sam.runs.WaitingWords;
import sam.ui.Texts;
import sam.workers.MemoryLease;
import sam.workers.OneJob;

/// Exports in a worker of its own, when there is memory for it.
public final class WorkerExporter implements Exporter {
    private final OneJob worker;
    private volatile @Nullable Thread waiting;

    public WorkerExporter(OneJob worker) {
        this.worker = worker;
    }

    @Override
    public void stop() {
        var thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public Exported export(RunFolder run, ExportFormat format, Path to, Consumer<String> says) throws IOException {
        var order = new ExportOrder(run.root().toString(), format.form(), format.type(), to.toString());
        boolean ours = !Files.exists(to);
        waiting = Thread.currentThread();
        try {
            var made = worker.run(order, "1g", ExportOrder.Made.class, new OneJob.Hearing() {
                @Override
                public void waits(MemoryLease.Shortage shortage) {
                    says.accept(WaitingWords.of(shortage));
                }

                @Override
                public void begins() {
                    says.accept(Texts.of("export.busy"));
                }
            });
            return new Exported(to, size(to), said(made));
        } catch (InterruptedException e) {
            if (ours) {
                AtomicFiles.deleteTree(to);
            }
            throw new CancellationException();
        } finally {
            waiting = null;
        }
    }

    private static String said(ExportOrder.Made made) {
        var drift = made.drift();
        return drift == null
                ? Texts.of("export.made", made.rank())
                : Texts.of(
                        "export.made-drift",
                        made.rank(),
                        drift.meanKl(),
                        drift.maxLogit(),
                        100 * drift.sameChoice(),
                        drift.tokens());
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            long sum = 0;
            for (var file : files.toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
