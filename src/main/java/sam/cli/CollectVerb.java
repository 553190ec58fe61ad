package sam.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sam.app.AllCollectors;
import sam.catalogue.Catalogue;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.intake.Collectors;
import sam.intake.ImportException;
import sam.library.Library;
import sam.library.Tier;
import sam.ui.Spoken;

/// `sam collect`: rows from where they are into a library.
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        description = {
            "Collect rows from a source: an id that sam sources lists, or one of",
            "  hf:ORG/NAME[@REV][#CONFIG/SPLIT]   a data set of the Hugging Face hub",
            "  github:OWNER/REPO                  pull requests of a repository",
            "  github-top:LANGUAGE?stars=N        lists repositories with a licence; --yes takes them",
            "  git:FOLDER                         pull requests in a clone on this machine",
            "  functions:FOLDER|OWNER/REPO        documented functions, Python and Java",
            "  stackexchange:SITE?tagged=A;B      accepted answers",
            "  docs:FOLDER|FILE.zip|rtd:PROJECT[@VERSION]|mdn[/PATH]   documentation as tasks",
            "  stories:FILE|FOLDER                creative writing of yours",
            "Rows wait for review. A source that was stopped goes on where it was when the command is given again.",
            "Tokens: HF_TOKEN, GITHUB_TOKEN, STACKEXCHANGE_KEY. Mirrors: HF_ENDPOINT, HF_DATASETS_SERVER,"
                    + " GITHUB_API_URL, GITHUB_SERVER_URL, STACKEXCHANGE_API_URL, READTHEDOCS_URL."
        })
@SuppressWarnings("NullAway.Init")
final class CollectVerb implements Callable<Integer> {
    private static final int SHOWN_REFUSALS = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SOURCE", description = "What to collect.")
    private String source;

    @ArgGroup(multiplicity = "1")
    private Into into;

    /// Where the rows go.
    static final class Into {
        @Option(names = "--library", required = true, paramLabel = "FILE.sqlite", description = "Made when not there.")
        private @Nullable Path library;

        @Option(names = "--project", required = true, paramLabel = "DIR", description = "A project's library.")
        private @Nullable Path project;
    }

    @Option(names = "--limit", paramLabel = "N", description = "At most so many new rows.")
    private @Nullable Long limit;

    @Option(names = "--seed", defaultValue = "42", paramLabel = "N", description = "Draws samples.")
    private long seed;

    @Option(names = "--tier", paramLabel = "T", description = "1 train first, 2 high value, 3 retrieve only.")
    private @Nullable Integer tier;

    @Option(names = "--licence", paramLabel = "SPDX", description = "What you know of its licence.")
    private @Nullable String licence;

    @Option(names = "--phase", paramLabel = "N", description = "1 to 4; else by the kind of its rows.")
    private @Nullable Integer phase;

    @Option(names = "--option", paramLabel = "NAME=VALUE", description = "What this kind of source takes besides.")
    private Map<String, String> options = Map.of();

    @Option(names = "--yes", description = "Take everything a list offers.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON object at the end.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit counts rows: at least 1.");
        }
        var catalogue = into.project == null ? Catalogue.ours() : Catalogue.of(into.project);
        var understood =
                AllCollectors.of(System.getenv(), InstantSource.system()).understand(source, catalogue);
        var file = library();
        var stop = new AtomicBoolean();
        var ended = new CountDownLatch(1);
        var hook = new Thread(() -> stopAndWait(stop, ended), "stop-collecting");
        Runtime.getRuntime().addShutdownHook(hook);
        var out = spec.commandLine().getOut();
        try (var open = Library.open(file, InstantSource.system())) {
            var report = Collection.run(
                    understood.collector(),
                    understood.address(),
                    understood.entry(),
                    order(understood, file),
                    open,
                    new Printer(),
                    stop::get);
            print(out, report);
            if (stop.get()) {
                return Sam.INTERRUPTED;
            }
            return report.taken() + report.duplicates() > 0 ? Sam.DONE : nothing(report);
        } catch (ImportException e) {
            print(out, e);
            return Sam.FAILED;
        } finally {
            ended.countDown();
            Interrupts.forget(hook);
            out.flush();
        }
    }

    private Path library() {
        if (into.project == null) {
            return java.util.Objects.requireNonNull(into.library);
        }
        if (!Files.exists(into.project.resolve("project.json"))) {
            throw new ImportException(Plain.text("%s is no project folder. Check its name.", into.project));
        }
        return into.project.resolve("library.sqlite");
    }

    private CollectOrder order(Collectors.Understood understood, Path library) {
        var told = new HashMap<String, String>();
        if (understood.entry() != null) {
            told.putAll(understood.entry().options());
        }
        told.putAll(options);
        return new CollectOrder(
                understood.rest(),
                limit,
                seed,
                tier == null ? null : tier(tier),
                licence,
                phase == null ? null : (Integer) Verbs.phase(spec, phase),
                null,
                yes,
                Collection.desk(library.toAbsolutePath(), understood.address()),
                told);
    }

    private Tier tier(int number) {
        try {
            return Tier.of(number);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// Ctrl-C: what was brought is kept, and the next run goes on from there.
    private static void stopAndWait(AtomicBoolean stop, CountDownLatch ended) {
        stop.set(true);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int nothing(CollectReport report) {
        Verbs.say(
                spec,
                report.refused() == 0
                        ? Plain.text("Nothing of %s was taken: it holds no rows.", report.source())
                        : Plain.text(
                                "Nothing of %s was taken: all %,d were refused.", report.source(), report.refused()));
        return Sam.FAILED;
    }

    private final class Printer implements Collection.Watch {
        private static final long PAUSE_NANOS = 500_000_000;
        private final long begun = System.nanoTime();
        private long told;

        @Override
        public void at(Collection.Progress now) {
            long at = System.nanoTime();
            if (at - told < PAUSE_NANOS) {
                return;
            }
            told = at;
            double seconds = (at - begun) / 1e9;
            var reach = now.all() > 0
                    ? Plain.text("%,d of %,d %s", now.done(), now.all(), now.unit())
                    : Plain.text("%,d %s", now.done(), now.unit().isEmpty() ? "items" : now.unit());
            var left = now.all() > 0 && now.done() > 0 && now.done() < now.all()
                    ? " · about " + Spoken.time(seconds / now.done() * (now.all() - now.done())) + " left"
                    : "";
            Verbs.say(
                    spec,
                    Plain.text(
                            "%s · %,d rows taken, %,d refused, %,d there already%s",
                            reach, now.taken(), now.refused(), now.duplicates(), left));
        }

        @Override
        public void said(String news) {
            Verbs.say(spec, news);
        }
    }

    private void print(PrintWriter out, CollectReport report) {
        if (json) {
            var line = Json.MAPPER.createObjectNode();
            line.put("source", report.source());
            line.put("taken", report.taken());
            line.put("refused", report.refused());
            line.put("duplicates", report.duplicates());
            line.put("licence", report.licence());
            var reasons = line.putObject("reasons");
            report.reasons().forEach(reasons::put);
            out.println(line);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s%s: %,d taken, %,d refused, %,d there already%s%n",
                report.source(),
                report.stopped() ? " (stopped; the same command goes on)" : "",
                report.taken(),
                report.refused(),
                report.duplicates(),
                report.licence().isEmpty() ? "" : ", licence " + report.licence());
        report.reasons().forEach((reason, count) -> out.printf(Locale.ROOT, "  %,d refused: %s%n", count, reason));
        report.refusals().stream()
                .limit(SHOWN_REFUSALS)
                .forEach(refusal ->
                        out.printf(Locale.ROOT, "    %s: %s · %s%n", refusal.place(), refusal.reason(), refusal.row()));
    }

    private void print(PrintWriter out, ImportException e) {
        if (json) {
            var line = Json.MAPPER.createObjectNode();
            line.put("source", source);
            line.put("taken", e.taken());
            line.put("refused", e.refused());
            line.put("duplicates", e.duplicates());
            line.put("licence", "");
            line.putObject("reasons");
            line.put("error", e.getMessage());
            out.println(line);
        }
        Verbs.say(spec, String.valueOf(e.getMessage()));
    }
}
