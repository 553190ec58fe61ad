package sam.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sam.durable.Json;
import sam.durable.Plain;
import sam.project.Limit;
import sam.project.PhaseSelection;
import sam.project.Snapshots;
import sam.protocol.Objective;
import tools.jackson.databind.node.ObjectNode;

/// `sam snapshot`: freezes the accepted rows of a phase as a training file.
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = "Write the accepted rows of a phase as DIR/train.jsonl with DIR/manifest.json.")
@SuppressWarnings("NullAway.Init")
final class SnapshotVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--library", required = true, paramLabel = "F")
    private Path library;

    @Option(names = "--phase", required = true, paramLabel = "N")
    private int phase;

    @Option(names = "--out", required = true, paramLabel = "DIR")
    private Path out;

    @Option(
            names = "--replay",
            split = ",",
            paramLabel = "PHASE=ROWS",
            description = "Rows of earlier phases to mix in, for example 1=120,2=40.")
    private Map<Integer, Integer> replay = Map.of();

    @Option(
            names = "--limit",
            paramLabel = "SOURCE=ROWS|%",
            description =
                    "Take at most so many rows of a source, or that share of it: alpaca=10000, diffs=10%%. Repeat.")
    private Map<String, String> limit = Map.of();

    @Option(
            names = "--objective",
            paramLabel = "sft|dpo|kto|orpo|cpo",
            description = "Write the rows it learns from; kto takes the rejected answers too. Default: the phase's.")
    private @Nullable Objective objective;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "N",
            description = "Draws the replayed and the limited rows.")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private Map<String, Limit> limits() {
        return limit.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Limit.parse(entry.getValue())));
    }

    @Override
    public Integer call() throws IOException {
        try (var open = Verbs.existing(library)) {
            var manifest = Snapshots.write(
                    PhaseSelection.of(open, Verbs.phase(spec, phase), Optional.ofNullable(objective), replay, limits()),
                    seed,
                    out);
            var print = spec.commandLine().getOut();
            if (json) {
                var line = (ObjectNode) Json.MAPPER.valueToTree(manifest);
                print.println(line.put("file", out.resolve("train.jsonl").toString()));
            } else {
                print.printf(
                        Locale.ROOT,
                        "%,d rows in %s (%s)%n",
                        manifest.rows(),
                        out.resolve("train.jsonl"),
                        manifest.sha256());
                print.println("  licences: "
                        + manifest.licences().entrySet().stream()
                                .map(entry -> Plain.text("%s %,d", entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining(", ")));
                if (manifest.leftOut() > 0) {
                    print.printf(
                            Locale.ROOT, "  %,d accepted rows of another shape were left out%n", manifest.leftOut());
                }
            }
            print.flush();
        }
        return Sam.DONE;
    }
}
