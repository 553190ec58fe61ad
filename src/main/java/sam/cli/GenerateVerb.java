package sam.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.decode.Sampling;
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

    @Option(
            names = "--temperature",
            defaultValue = "0.8",
            description = "Above 1 bolder, below 1 surer, 0 greedy (default 0.8).")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", description = "Only the k likeliest tokens (default 0, off).")
    private int topK;

    @Option(
            names = "--top-p",
            defaultValue = "0.95",
            description = "Only the likeliest tokens that together hold this probability; 1 is off (default 0.95).")
    private double topP;

    @Option(
            names = "--min-p",
            defaultValue = "0",
            description = "Only tokens at least this probable, relative to the likeliest (default 0, off).")
    private double minP;

    @Option(
            names = "--repetition-penalty",
            defaultValue = "1",
            description = "Above 1: tokens already in the text become less likely (default 1, off).")
    private double repetitionPenalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be repeated.")
    private List<String> stop = List.of();

    @Option(names = "--seed", defaultValue = "42", description = "Of the draws; the same gives the same (default 42).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object with text and tokens instead of streaming.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (VectorProcess.needed()) {
            return VectorProcess.run(spec);
        }
        var out = spec.commandLine().getOut();
        var answer = GenerateJob.run(
                new GenerateJob.Request(
                        model,
                        adapters,
                        input.prompt,
                        input.messages,
                        new Sampling(
                                maxNewTokens,
                                greedy ? 0 : temperature,
                                topK,
                                topP,
                                minP,
                                repetitionPenalty,
                                seed,
                                stop,
                                Set.of())),
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
