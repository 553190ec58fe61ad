package sam.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sam.worker.ExportJob;

/// `sam export`: a run's whole stack, its own layer on top, as one adapter.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write the whole stack of a run as one PEFT folder.")
final class ExportVerb implements Callable<Integer> {
    enum Format {
        PEFT
    }

    @Parameters(index = "0", paramLabel = "RUNDIR", description = "A finished run.")
    private Path run = Path.of("");

    @Option(names = "--format", required = true, paramLabel = "peft", description = "${COMPLETION-CANDIDATES}")
    private Format format = Format.PEFT;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to make.")
    private Path to = Path.of("");

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var made = ExportJob.run(run, to);
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: rank %d, %,d bytes (%s)%n",
                        to, made.rank(), made.bytes(), format.name().toLowerCase(java.util.Locale.ROOT));
        spec.commandLine().getOut().flush();
        return Sam.DONE;
    }
}
