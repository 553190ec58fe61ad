package sam.workers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.processes.ChildJvm;
import sam.protocol.EventLines;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

/// One order done by a worker of its own while somebody waits, in a run folder of its own that is gone afterwards.
public final class OneJob {
    private OneJob() {}

    /// Answers what the order made. A fault is the worker's own sentence; whoever is interrupted ends the worker.
    public static <T> T run(JobOrder order, String heap, Class<T> result) throws IOException, InterruptedException {
        var run = new RunFolder(Files.createTempDirectory("sam-job"));
        try {
            Orders.write(run, order);
            var worker = ChildJvm.withHeap(heap)
                    .process("worker", run.root().toString())
                    .redirectInput(ProcessBuilder.Redirect.from(ChildJvm.nothing()))
                    .redirectErrorStream(true)
                    .redirectOutput(run.log().toFile())
                    .start();
            try {
                worker.waitFor();
            } finally {
                worker.destroyForcibly().waitFor();
            }
            if (!Files.exists(run.result())) {
                throw new RunException(fault(run));
            }
            return Json.MAPPER.readValue(Files.readAllBytes(run.result()), result);
        } finally {
            AtomicFiles.deleteTree(run.root());
        }
    }

    /// What the journal ends with, or the log where the worker could not begin one.
    private static String fault(RunFolder run) throws IOException {
        if (Files.exists(run.events())) {
            for (var line :
                    Files.readAllLines(run.events(), StandardCharsets.UTF_8).reversed()) {
                if (EventLines.read(line).event() instanceof WorkerEvent.Failed failed) {
                    return failed.what();
                }
            }
        }
        var said = Files.readAllLines(run.log(), StandardCharsets.UTF_8);
        return said.isEmpty()
                ? "The worker ended without a word. Try again; `sam check` tells whether this machine can do it."
                : Objects.requireNonNull(said.getLast());
    }
}
