package sam.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.decode.DecodeSpeed;
import sam.durable.Json;

/// `sam bench generate`: how fast a model reads a prompt and writes, one token after the other.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Measure reading and writing, token by token, and the memory's own speed beside it.")
final class BenchGenerateVerb implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model's folder or file.")
    private Path model = Path.of("");

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT folder; repeat, bottom first.")
    private List<Path> adapters = List.of();

    @Option(names = "--tokens", defaultValue = "64", description = "Tokens to write (default 64).")
    private int tokens;

    @Option(names = "--prompt-tokens", defaultValue = "128", description = "Tokens to read first (default 128).")
    private int promptTokens;

    @Option(names = "--threads", defaultValue = "0", description = "Threads (default: one a core).")
    private int threads;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (VectorProcess.needed()) {
            return VectorProcess.run(spec);
        }
        if (tokens < 1 || promptTokens < 1 || threads < 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "tokens and prompt-tokens must be at least 1, threads not negative.");
        }
        if (threads > 0) {
            System.setProperty("sam.threads", Integer.toString(threads));
        }
        var pace = DecodeSpeed.of(model, adapters, promptTokens, tokens);
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(pace));
        } else {
            out.printf(
                    Locale.ROOT,
                    "reads %.1f tokens/s, writes %.1f tokens/s with %d threads; peak memory %d MB%n",
                    pace.promptTokS(),
                    pace.tokS(),
                    pace.threads(),
                    pace.peakRssMb());
            out.printf(
                    Locale.ROOT,
                    "each token reads %d MB of weights: %.1f GB/s of the %.1f GB/s that only reading them reaches%n",
                    pace.weightMb(),
                    pace.readGbS(),
                    pace.memoryGbS());
        }
        out.flush();
        return Sam.DONE;
    }
}
