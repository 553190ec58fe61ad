package sam.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sam.protocol.ExportOrder.Stored;
import sam.protocol.QuantizeOrder;
import sam.worker.QuantizeJob;

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

    @Override
    public Integer call() throws Exception {
        var head = headType == null ? type : headType;
        var order = new QuantizeOrder(model.toString(), to.toString(), type, head, force);
        long bytes = QuantizeJob.run(order, TensorPrinter.on(spec)).bytes();
        var out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: %,d bytes%n", to, bytes);
        out.flush();
        return Sam.DONE;
    }
}
