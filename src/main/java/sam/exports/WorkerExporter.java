package sam.exports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sam.processes.ChildJvm;
import sam.protocol.RunFolder;
import sam.workers.RunException;

/// Exports in a process of its own, by the same verb as the command line's.
public final class WorkerExporter implements Exporter {
    @Override
    public Exported export(RunFolder run, Format format, Path to) throws IOException, InterruptedException {
        var verb = new ArrayList<>(List.of("export", run.root().toString(), "--to", to.toString()));
        verb.addAll(format.words());
        var process = ChildJvm.withHeap("1g")
                .process(verb.toArray(String[]::new))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new RunException(lastLine(said));
            }
            return new Exported(to, size(to), lastLine(said));
        } finally {
            process.destroy();
        }
    }

    /// A failed verb ends with its sentence; engine noise may stand before it.
    private static String lastLine(String said) {
        var lines = said.lines().toList();
        return lines.isEmpty() ? "The export ended without a word. Try again." : lines.getLast();
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
