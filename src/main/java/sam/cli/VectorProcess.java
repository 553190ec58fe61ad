package sam.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import picocli.CommandLine.Model.CommandSpec;
import sam.decode.DecoderModel;
import sam.processes.ChildJvm;

/// Runs the same command in a JVM that has the vector kernels. Such a JVM warns of them on its error stream before any
/// code of ours runs; here that line is left out, so that a person reads only what concerns them.
final class VectorProcess {
    private static final String WARNING = "WARNING: Using incubator modules:";

    private VectorProcess() {}

    /// Whether this JVM lacks the kernels, so that the command should run in another.
    static boolean needed() {
        return !DecoderModel.available();
    }

    /// Runs this process's command line there, on its own input and output, and answers the exit code.
    static int run(CommandSpec spec) throws IOException, InterruptedException {
        var arguments = spec.root().commandLine().getParseResult().originalArgs();
        var process = EngineProcess.start(
                ChildJvm.withVectors("1g").process(arguments.toArray(String[]::new)), ProcessBuilder.Redirect.PIPE);
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream()))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(WARNING)) {
                    System.err.println(line);
                }
            }
            return process.waitFor();
        }
    }
}
