package sam.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sam.catalogue.Catalogue;
import sam.catalogue.Entry;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.Library;
import sam.library.SourceSummary;
import tools.jackson.databind.node.ObjectNode;

/// `sam sources`: what can be collected, by tier, and how far each is.
@Command(
        name = "sources",
        mixinStandardHelpOptions = true,
        description = "List every source by tier: what it teaches, its licence, its size, what of it is there.")
@SuppressWarnings("NullAway.Init")
final class SourcesVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--library", paramLabel = "FILE.sqlite", description = "Count what of each is in it.")
    private @Nullable Path library;

    @Option(names = "--project", paramLabel = "DIR", description = "A project's library, and its own sources.")
    private @Nullable Path project;

    @Option(names = "--json", description = "Print one JSON object a source.")
    private boolean json;

    private record Standing(long rows, long accepted, long waiting) {
        static final Standing NONE = new Standing(0, 0, 0);

        Standing and(SourceSummary more) {
            return new Standing(rows + more.rows(), accepted + more.accepted(), waiting + more.waiting());
        }
    }

    @Override
    public Integer call() {
        var catalogue = project == null ? Catalogue.ours() : Catalogue.of(project);
        var standing = standing();
        var out = spec.commandLine().getOut();
        if (json) {
            catalogue.sources().forEach(entry -> out.println(line(catalogue, entry, standing)));
        } else {
            catalogue.byTier().forEach((tier, entries) -> {
                out.printf(Locale.ROOT, "Tier %d%n", tier.number());
                entries.forEach(entry -> print(out, entry, standing));
            });
            out.println("Collect one with: sam collect ID --project DIR (or --library FILE.sqlite)");
        }
        out.flush();
        return Sam.DONE;
    }

    private Map<String, Standing> standing() {
        var file = project == null ? library : project.resolve("library.sqlite");
        var all = new HashMap<String, Standing>();
        if (file == null || project != null && !Files.exists(file)) {
            return all;
        }
        try (var open = Files.exists(file) ? Library.open(file, InstantSource.system()) : Verbs.existing(file)) {
            for (var source : open.sources()) {
                all.merge(source.source(), Standing.NONE.and(source), (one, _) -> one.and(source));
            }
        }
        return all;
    }

    private static ObjectNode line(Catalogue catalogue, Entry entry, Map<String, Standing> standing) {
        var line = (ObjectNode) Json.MAPPER.valueToTree(entry);
        line.remove("matches");
        line.put("allows", entry.allows().name().toLowerCase(Locale.ROOT));
        catalogue.targets().stream()
                .filter(target -> target.id().equals(entry.target()))
                .findFirst()
                .ifPresent(target -> line.set("target", Json.MAPPER.valueToTree(target)));
        var there = standing.getOrDefault(entry.title(), Standing.NONE);
        line.put("taken", there.rows());
        line.put("accepted", there.accepted());
        line.put("state", there.rows() == 0 ? "not collected" : there.waiting() > 0 ? "waiting" : "reviewed");
        return line;
    }

    private static void print(PrintWriter out, Entry entry, Map<String, Standing> standing) {
        var there = standing.getOrDefault(entry.title(), Standing.NONE);
        out.printf(
                Locale.ROOT,
                "  %-18s %-40s phase %d  %-15s %10s  %s%n    %s%n",
                entry.id(),
                entry.title(),
                entry.phase(),
                entry.licence(),
                entry.size().rows() == 0
                        ? ""
                        : Plain.text("%,d rows", entry.size().rows()),
                there.rows() == 0 ? "" : Plain.text("%,d taken, %,d accepted", there.rows(), there.accepted()),
                entry.note());
    }
}
