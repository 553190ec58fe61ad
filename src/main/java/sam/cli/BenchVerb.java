package sam.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import sam.durable.Json;
import sam.proof.Parity;

/// `sam bench`: the numbers the product holds itself to.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure the numbers the product holds itself to.",
        subcommands = {
            BenchVerb.ParityVerb.class,
            BenchTrainVerb.class,
            BenchGenerateVerb.class,
            BenchDequantVerb.class,
            BenchShapeVerb.class,
            BenchLibraryVerb.class
        })
final class BenchVerb implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to measure: sam bench parity, train, generate, dequant, shape or library …");
    }

    /// Compares the engine with recorded results of transformers, PEFT and TRL.
    @Command(
            name = "parity",
            mixinStandardHelpOptions = true,
            description = "Compare gradients, losses, optimiser steps and greedy text with recorded ones.")
    static final class ParityVerb implements Callable<Integer> {
        @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model of the fixture.")
        private Path model = Path.of("");

        @Option(names = "--fixture", required = true, paramLabel = "DIR", description = "Folder with fixture.json.")
        private Path fixture = Path.of("");

        @Option(names = "--json", description = "Print one JSON object a comparison.")
        private boolean json;

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init")
        private CommandLine.Model.CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            var out = spec.commandLine().getOut();
            boolean all = true;
            for (var line : Parity.check(model, fixture)) {
                all &= line.ok();
                if (json) {
                    out.println(Json.line(line));
                } else {
                    out.printf(
                            Locale.ROOT,
                            "%-4s %-48s %.2e of %.0e%n",
                            line.ok() ? "ok" : "OFF",
                            line.name(),
                            line.error(),
                            line.limit());
                }
            }
            out.flush();
            return all ? Sam.DONE : Sam.FAILED;
        }
    }
}
