package sam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sam.runs.WorkerProcess;

/// Runs a verb in a JVM started as a worker's is, for a JVM that was started for the window: that one has the quick
/// compiler alone, and its engine would be told nothing, which makes training slower by half and larger by a third.
public final class EngineProcess {
    private EngineProcess() {}

    /// Runs it on this process's own input and output, and answers its exit code. Ending this process asks it to stop
    /// and waits until it has.
    public static int run(String... verb) throws IOException, InterruptedException {
        var command = new ArrayList<>(WorkerProcess.java("1g"));
        command.addAll(List.of(verb));
        var builder = new ProcessBuilder(command).inheritIO();
        WorkerProcess.environment(builder);
        var process = builder.start();
        var end = new Thread(() -> end(process), "end");
        Runtime.getRuntime().addShutdownHook(end);
        return process.waitFor();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
