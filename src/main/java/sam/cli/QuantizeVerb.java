package sam.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sam.convert.ModelWriter;
import sam.model.gguf.GgufType;

/// `sam quantize`: a model folder as one GGUF file.
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        description = "Write a model as one GGUF file, which llama.cpp, Ollama and LM Studio run and SAM trains on.")
final class QuantizeVerb implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "A Hugging Face folder or a .gguf file.")
    private Path model = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "FILE.gguf", description = "The file to make.")
    private Path to = Path.of("");

    @Option(names = "--type", required = true, paramLabel = "q4_0|q8_0|f16", description = "How matrices are stored.")
    private Stored type = Stored.Q8_0;

    @Option(names = "--head-type", paramLabel = "TYPE", description = "How embedding and head are (default as --type).")
    private @Nullable Stored headType;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /// The types that are written.
    enum Stored {
        Q4_0,
        Q8_0,
        F16,
        F32;

        GgufType type() {
            return GgufType.valueOf(name());
        }
    }

    @Override
    public Integer call() throws Exception {
        var head = headType == null ? type : headType;
        var order = new ModelWriter.Order(model, List.of(), to, type.type(), head.type(), force);
        long bytes = ModelWriter.write(order, TensorPrinter.on(spec));
        var out = spec.commandLine().getOut();
        out.printf("%s: %,d bytes%n", to, bytes);
        out.flush();
        return Sam.DONE;
    }
}
