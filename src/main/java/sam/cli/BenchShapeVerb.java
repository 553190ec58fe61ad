package sam.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sam.convert.RandomModel;
import sam.model.gguf.GgufType;

/// `sam bench shape`: a GGUF file of a real model's shape with random weights.
@Command(
        name = "shape",
        mixinStandardHelpOptions = true,
        description = "Write a GGUF file of a real model's shape with random weights, to measure with.")
final class BenchShapeVerb implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "stories15m|stories42m|llama1b|llama8b", description = "Whose shape.")
    private Whose shape = Whose.LLAMA1B;

    @Option(names = "--type", defaultValue = "q4_0", paramLabel = "q4_0|q8_0|f16", description = "How it is stored.")
    private Stored type = Stored.Q4_0;

    @Option(names = "--to", required = true, paramLabel = "FILE.gguf", description = "The file to make.")
    private Path to = Path.of("");

    @Option(names = "--seed", defaultValue = "1", description = "Same seed, same file (default 1).")
    private long seed;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /// The shapes that can be written.
    enum Whose {
        STORIES15M(RandomModel.Shape.STORIES15M),
        STORIES42M(RandomModel.Shape.STORIES42M),
        LLAMA1B(RandomModel.Shape.LLAMA1B),
        LLAMA8B(RandomModel.Shape.LLAMA8B);

        private final RandomModel.Shape shape;

        Whose(RandomModel.Shape shape) {
            this.shape = shape;
        }
    }

    /// The types that can be written.
    enum Stored {
        Q4_0,
        Q8_0,
        F16
    }

    @Override
    public Integer call() throws Exception {
        long bytes = RandomModel.write(shape.shape, GgufType.valueOf(type.name()), seed, to, force);
        var out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: %,d bytes%n", to, bytes);
        out.flush();
        return Sam.DONE;
    }
}
