package sam.exports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sam.protocol.ExportOrder;
import sam.protocol.RunFolder;
import sam.ui.Texts;
import sam.workers.OneJob;

/// Exports in a worker of its own.
public final class WorkerExporter implements Exporter {
    @Override
    public Exported export(RunFolder run, Format format, Path to) throws IOException, InterruptedException {
        var order = new ExportOrder(run.root().toString(), format.form(), format.type(), to.toString());
        var made = OneJob.run(order, "1g", ExportOrder.Made.class);
        return new Exported(to, size(to), said(made));
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
