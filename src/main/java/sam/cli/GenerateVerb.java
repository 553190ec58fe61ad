package sam.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.durable.Json;
import sam.worker.GenerateJob;

/// `sam generate`: continues a prompt or answers a conversation, streamed.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Continue a raw prompt, or answer messages through the chat template.")
final class GenerateVerb implements Callable<Integer> {
    static final class Input {
        @Option(names = "--prompt", paramLabel = "TEXT", description = "Raw text to continue.")
        @Nullable
        String prompt;

        @Option(names = "--messages", paramLabel = "FILE", description = "JSON: a list of messages, or {\"messages\"}.")
        @Nullable
        Path messages;
    }

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The base: a Hugging Face folder or a .gguf file.")
    private Path model = Path.of("");

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT folder; repeat, bottom first.")
    private List<Path> adapters = List.of();

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    @Option(names = "--greedy", description = "Always the likeliest token.")
    private boolean greedy;

    @Option(names = "--max-new-tokens", defaultValue = "256", description = "At most so many (default 256).")
    private int maxNewTokens;

    @Option(names = "--temperature", defaultValue = "0.8", description = "Without --greedy (default 0.8).")
    private double temperature;

    @Option(names = "--top-p", defaultValue = "0.95", description = "Without --greedy (default 0.95).")
    private double topP;

    @Option(names = "--seed", defaultValue = "42", description = "Without --greedy (default 42).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object with text and tokens instead of streaming.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var answer = GenerateJob.run(
                new GenerateJob.Request(
                        model,
                        adapters,
                        input.prompt,
                        input.messages,
                        maxNewTokens,
                        greedy ? 0 : temperature,
                        topP,
                        seed),
                piece -> {
                    if (!json) {
                        out.print(piece);
                        out.flush();
                    }
                });
        out.println(json ? Json.line(answer) : "");
        out.flush();
        return Sam.DONE;
    }
}
