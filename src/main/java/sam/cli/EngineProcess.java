package sam.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import sam.processes.ChildJvm;

/// Runs a verb in a JVM started as a worker's is, for a JVM that was started for the window: that one has the quick
/// compiler alone, and its engine would be told nothing, which makes training slower by half and larger by a third.
public final class EngineProcess {
    private EngineProcess() {}

    /// Runs it on this process's own input and output, and answers its exit code. Ending this process asks it to stop
    /// and waits until it has.
    public static int run(String... verb) throws IOException, InterruptedException {
        return start(ChildJvm.withHeap("1g").process(verb), Redirect.INHERIT).waitFor();
    }

    /// The same for a process that is told how to start, with its errors sent elsewhere, without waiting.
    static Process start(ProcessBuilder child, Redirect errors) throws IOException {
        var process = child.inheritIO().redirectError(errors).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "end"));
        return process;
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
