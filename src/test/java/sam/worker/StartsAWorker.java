package sam.worker;

import java.nio.file.Path;
import sam.protocol.RunFolder;
import sam.workers.WorkerProcess;

/// Stands for a window that starts a worker and is then killed: it does nothing but wait for its end.
final class StartsAWorker {
    public static void main(String[] args) throws Exception {
        WorkerProcess.start(new RunFolder(Path.of(args[0])));
        Thread.sleep(Long.MAX_VALUE);
    }
}
