package sam.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import sam.durable.Plain;
import sam.protocol.ExportOrder;
import sam.protocol.ExportOrder.Form;
import sam.protocol.ExportOrder.Stored;
import sam.worker.ExportJob;

/// `sam export`: a run's whole stack, its own layer on top, for PEFT, llama.cpp or Ollama.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Write the whole stack of a run: one PEFT folder, one GGUF adapter, or folded into one GGUF model.")
final class ExportVerb implements Callable<Integer> {
    /// `gguf-adapter` is easier to type than the name of a constant.
    static final class Forms implements ITypeConverter<Form>, Iterable<String> {
        private static final List<String> NAMES = List.of("peft", "gguf-adapter", "gguf");

        @Override
        public Form convert(String value) {
            int index = NAMES.indexOf(value.toLowerCase(Locale.ROOT));
            if (index < 0) {
                throw new TypeConversionException(Plain.text("expected one of %s but was '%s'", NAMES, value));
            }
            return Form.values()[index];
        }

        @Override
        public java.util.Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    @Parameters(index = "0", paramLabel = "RUNDIR", description = "A finished run.")
    private Path run = Path.of("");

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            converter = Forms.class,
            completionCandidates = Forms.class,
            description = "${COMPLETION-CANDIDATES}")
    private Form format = Form.PEFT;

    @Option(
            names = "--type",
            defaultValue = "f16",
            paramLabel = "f16|q8_0|q4_0",
            description = "How a GGUF model's matrices are stored (default f16).")
    private Stored type = Stored.F16;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "PLACE",
            description = "The folder to make, or a .gguf file; a Modelfile for Ollama lies beside a .gguf file.")
    private Path to = Path.of("");

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var order = new ExportOrder(run.toString(), format, type, to.toString());
        var made = ExportJob.run(order, TensorPrinter.on(spec));
        var out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: rank %d, %,d bytes%n", made.place(), made.rank(), made.bytes());
        var drift = made.drift();
        if (drift != null) {
            out.printf(
                    Locale.ROOT,
                    "Drift from base and stack in float32 over %d tokens: mean KL %.2e nats, largest logit difference"
                            + " %.3f, same likeliest token %.1f %%%n",
                    drift.tokens(),
                    drift.meanKl(),
                    drift.maxLogit(),
                    100 * drift.sameChoice());
        }
        out.flush();
        return Sam.DONE;
    }
}
