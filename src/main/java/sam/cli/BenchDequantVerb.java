package sam.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.durable.Json;
import sam.proof.DecodeBench;

/// `sam bench dequant`: how fast one thread turns the blocks of each type into numbers.
@Command(
        name = "dequant",
        mixinStandardHelpOptions = true,
        description = "Measure how fast one thread turns stored blocks into float32 and bfloat16.")
final class BenchDequantVerb implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object a type.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        DecodeBench.run(line -> {
            if (json) {
                out.println(Json.line(line));
            } else {
                out.printf(
                        Locale.ROOT,
                        "%-5s %6.1f GB/s float32 %6.1f GB/s bfloat16%n",
                        line.type(),
                        line.f32GbS(),
                        line.bf16GbS());
            }
            out.flush();
        });
        return Sam.DONE;
    }
}
