package sam.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.protocol.ScoreOrder;
import sam.worker.ScoreJob;

/// `sam score`: log-probabilities of the completions of every row.
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Write the log-probability and token count of every row's completion.")
final class ScoreVerb implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The base: a Hugging Face folder or a .gguf file.")
    private Path model = Path.of("");

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT folder; repeat, bottom first.")
    private List<Path> adapters = List.of();

    @Option(names = "--data", required = true, paramLabel = "FILE.jsonl", description = "The rows to score.")
    private Path data = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE.jsonl", description = "Where the scores go.")
    private Path out = Path.of("");

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var progress = new StepPrinter(spec.commandLine().getErr());
        var stack = adapters.stream().map(Path::toString).toList();
        ScoreJob.run(new ScoreOrder(model.toString(), stack, data.toString(), out.toString()), progress);
        return Sam.DONE;
    }
}
