package sam.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.Columns;
import sam.intake.Format;
import sam.intake.ImportException;
import sam.intake.ImportReport;
import sam.intake.ImportSettings;
import sam.intake.Importer;
import sam.intake.Mapping;
import sam.intake.Mappings;
import sam.library.Library;
import sam.library.Tier;

/// `sam import`: data files into a library.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Read data files into a library; the same row is never taken twice.")
@SuppressWarnings("NullAway.Init")
final class ImportVerb implements Callable<Integer> {
    private static final int SHOWN_REFUSALS = 10;
    private static final int SHOWN_FIELDS = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Parquet; or JSON, JSONL, CSV, TSV, plain, gzip or zstd.")
    private List<Path> files;

    @Option(
            names = "--library",
            required = true,
            paramLabel = "FILE.sqlite",
            description = "Made when it is not there.")
    private Path library;

    @Option(names = "--tier", paramLabel = "N", description = "1 train first, 2 high value, 3 retrieve only.")
    private @Nullable Integer tier;

    @Option(names = "--licence", paramLabel = "SPDX", description = "For example MIT or CC-BY-4.0.")
    private @Nullable String licence;

    @Option(names = "--source", paramLabel = "NAME", description = "What the source is called; else the file's name.")
    private @Nullable String source;

    @Option(names = "--phase", paramLabel = "N", description = "1 to 4; else by the kind of its rows.")
    private @Nullable Integer phase;

    @Option(names = "--as", paramLabel = "FORMAT", description = "The format, when it should not be found out.")
    private @Nullable String format;

    @Option(
            names = "--map",
            paramLabel = "PART=COLUMN,…",
            description = {
                "Which columns hold what, for a file of any shape: instruction, input, answer, system, chosen,"
                        + " rejected, steps, key, messages, before, diff, title, text. A quoted text takes columns in"
                        + " braces: instruction=\"{question}\\n"
                        + "\\n"
                        + "{context}\".",
                "Kept beside the library, and used again for files with the same columns."
            })
    private @Nullable String map;

    @Option(names = "--json", description = "Print one JSON object a file.")
    private boolean json;

    @Override
    public Integer call() {
        var settings = settings();
        var out = spec.commandLine().getOut();
        boolean failed = false;
        try (var open = Library.open(library, InstantSource.system())) {
            for (var file : files) {
                try {
                    var report = Importer.runHere(file, mapped(file, settings), open, this::progress, () -> false);
                    report(out, report);
                    failed |= nothingCame(report);
                } catch (ImportException e) {
                    failed = true;
                    failed(out, file, e);
                }
                out.flush();
            }
        }
        return failed ? Sam.FAILED : Sam.DONE;
    }

    /// A file of which nothing is in the library now is a failure; one that was there already is none.
    private boolean nothingCame(ImportReport report) {
        if (report.taken() + report.duplicates() > 0) {
            return false;
        }
        Verbs.say(
                spec,
                Plain.text(
                        "Nothing of %s was taken: %s.",
                        report.file(),
                        report.refused() == 1
                                ? "its one row was refused"
                                : Plain.text("all its %,d rows were refused", report.refused())));
        return true;
    }

    private ImportSettings settings() {
        var settings = ImportSettings.guess();
        try {
            if (format != null) {
                settings = settings.withFormat(Format.of(format));
            }
            if (map != null) {
                settings = settings.withMapping(Mapping.parse(map));
            }
            if (tier != null) {
                settings = settings.withTier(Tier.of(tier));
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (phase != null) {
            settings = settings.withPhase(Verbs.phase(spec, phase));
        }
        if (licence != null) {
            settings = settings.withLicence(licence);
        }
        return source == null ? settings : settings.withSource(source);
    }

    /// A mapping that was said is kept for the next file with these columns; one that was kept is used again.
    private ImportSettings mapped(Path file, ImportSettings settings) {
        var mappings = Mappings.beside(library);
        if (settings.mapping() != null) {
            if (Files.isRegularFile(file)) {
                mappings.keep(Columns.of(file), settings.mapping());
            }
            return settings;
        }
        if (format != null || !Files.isRegularFile(file) || mappings.isEmpty()) {
            return settings;
        }
        return mappings.offered(Columns.of(file))
                .map(kept -> {
                    Verbs.say(spec, Plain.text("Columns of %s as before: %s", file, kept));
                    return settings.withMapping(kept);
                })
                .orElse(settings);
    }

    private void progress(Importer.Progress progress) {
        if (progress.totalBytes() < 0) {
            Verbs.say(spec, Plain.text("%,d rows taken, %,d refused", progress.taken(), progress.refused()));
        } else if (progress.bytes() < progress.totalBytes()) {
            Verbs.say(
                    spec,
                    Plain.text(
                            "%3d %%  %,d rows taken, %,d refused",
                            100 * progress.bytes() / progress.totalBytes(), progress.taken(), progress.refused()));
        }
    }

    private void report(PrintWriter out, ImportReport report) {
        if (json) {
            var line = Json.MAPPER.createObjectNode();
            line.put("file", report.file().toString());
            line.put("format", report.format().key());
            line.put("taken", report.taken());
            line.put("refused", report.refused());
            line.put("duplicates", report.duplicates());
            line.put("source", report.source());
            line.put("tier", report.tier().number());
            line.put("licence", report.licence());
            line.put("phase", report.phase());
            var reasons = line.putObject("reasons");
            report.reasons().forEach(reasons::put);
            var ignored = line.putObject("ignored");
            report.ignored().forEach(ignored::put);
            var notes = line.putObject("notes");
            report.notes().forEach(notes::put);
            var refusals = line.putArray("refusals");
            report.refusals()
                    .forEach(refusal -> refusals.addObject()
                            .put("line", refusal.line())
                            .put("reason", refusal.reason())
                            .put("row", refusal.row()));
            out.println(line);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s: %s, phase %d, tier %d, licence %s%n  %,d taken, %,d refused, %,d there already%n",
                report.file(),
                report.format().title(),
                report.phase(),
                report.tier().number(),
                report.licence(),
                report.taken(),
                report.refused(),
                report.duplicates());
        report.notes()
                .forEach((note, count) ->
                        out.printf(Locale.ROOT, "  %,d %s: %s%n", count, count == 1 ? "row" : "rows", note));
        if (!report.ignored().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "  left out, as it changes no meaning: %s%n",
                    String.join(", ", named(report.ignored())));
        }
        report.reasons().forEach((reason, count) -> out.printf(Locale.ROOT, "  %,d refused: %s%n", count, reason));
        report.refusals().stream()
                .limit(SHOWN_REFUSALS)
                .forEach(refusal -> out.printf(
                        Locale.ROOT, "    line %,d: %s · %s%n", refusal.line(), refusal.reason(), refusal.row()));
        if (report.refused() > SHOWN_REFUSALS) {
            out.println(Plain.text("    … (--json lists the first %,d)", ImportReport.KEPT_REFUSALS));
        }
    }

    private void failed(PrintWriter out, Path file, ImportException e) {
        if (json) {
            var line = Json.MAPPER.createObjectNode();
            line.put("file", file.toString());
            line.putNull("format");
            line.put("taken", e.taken());
            line.put("refused", e.refused());
            line.put("duplicates", e.duplicates());
            line.put("error", e.getMessage());
            out.println(line);
        }
        Verbs.say(spec, String.valueOf(e.getMessage()));
    }

    private static List<String> named(Map<String, Long> fields) {
        var names = fields.keySet().stream().limit(SHOWN_FIELDS).toList();
        return fields.size() <= SHOWN_FIELDS
                ? names
                : Stream.concat(names.stream(), Stream.of(Plain.text("and %,d more", fields.size() - SHOWN_FIELDS)))
                        .toList();
    }
}
