package sam.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import sam.durable.FolderLock;
import sam.durable.Plain;
import sam.processes.ChildJvm;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;

/// Starts workers at run folders: each its own JVM, in a session of its own, so that neither the window's end nor a
/// closed terminal reaches it.
public final class WorkerProcess {
    private WorkerProcess() {}

    /// Writes the order into a new run folder. Refuses a folder that already holds a run.
    public static RunFolder prepare(Path root, JobOrder order) throws IOException {
        var run = new RunFolder(root.toAbsolutePath().normalize());
        if (Files.exists(run.job())) {
            throw new RunException(Plain.text("%s already holds a run. Resume it, or choose another folder.", root));
        }
        Orders.write(run, order);
        return run;
    }

    /// Starts the worker of a prepared run, or resumes it where it was; refused while a worker lives in it.
    public static ProcessHandle start(RunFolder run) throws IOException {
        if (isAlive(run)) {
            throw new RunException("A worker is already at this run. Watch it, or stop it first.");
        }
        var command = new ArrayList<String>();
        var setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.addAll(ChildJvm.withHeap("1g").command("worker", run.root().toString()));
        return ChildJvm.prepared(new ProcessBuilder(command))
                .redirectInput(ProcessBuilder.Redirect.from(ChildJvm.nothing()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(run.log().toFile()))
                .start()
                .toHandle();
    }

    public static boolean isAlive(RunFolder run) {
        try {
            return FolderLock.isHeld(run.lock());
        } catch (IOException e) {
            return false;
        }
    }
}
