package sam.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
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
        return start(WorkerProcess.java("1g"), List.of(verb), Redirect.INHERIT).waitFor();
    }

    /// The same with another JVM's command and its errors sent elsewhere, without waiting.
    static Process start(List<String> java, List<String> verb, Redirect errors) throws IOException {
        var command = new ArrayList<>(java);
        command.addAll(verb);
        var builder = new ProcessBuilder(command).inheritIO().redirectError(errors);
        WorkerProcess.environment(builder);
        var process = builder.start();
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
