package sam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.Library;
import sam.project.Project;
import sam.project.SampleProject;
import sam.protocol.RunFolder;
import sam.runs.Chain;
import sam.worker.DemoReport;
import sam.worker.JobEnd;
import sam.worker.WorkerMain;

/// `sam demo`: the sample project's four phases from end to end, as the window's "Train all" runs them.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Train the sample project's four phases and measure each of them.")
final class DemoVerb implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder for project and report.")
    private Path out = Path.of("");

    @Option(names = "--seed", defaultValue = "42", description = "Seed of shuffling and initial weights (default 42).")
    private long seed;

    @Option(names = "--resume", description = "Go on with a demo that was interrupted.")
    private boolean resume;

    @Option(names = "--prepare", hidden = true, description = "Make the project and its orders, and train nothing.")
    private boolean prepareOnly;

    @Option(names = "--model", hidden = true, paramLabel = "DIR", description = "Another base than the sample's.")
    private @Nullable Path model;

    @Option(
            names = "--set",
            hidden = true,
            paramLabel = "k=v",
            description = "Turn one setting of every phase; repeat.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var clock = InstantSource.system();
        var chain = new RunFolder(out.toAbsolutePath().normalize().resolve("project/runs/chain"));
        if (!Files.exists(chain.job())) {
            prepare(clock);
        } else if (!resume) {
            throw new IOException(
                    Plain.text("%s holds a demo already. Go on with --resume, or choose another folder.", out));
        }
        if (prepareOnly) {
            return Sam.DONE;
        }
        var progress = new StepPrinter(spec.commandLine().getErr());
        var end = Interrupts.guard(WorkerMain::run, chain, clock, progress, result -> report(chain, result));
        return end.interrupted() ? Sam.INTERRUPTED : Sam.DONE;
    }

    private void prepare(InstantSource clock) throws IOException {
        var folder = out.resolve("project");
        if (Files.exists(folder)) {
            throw new IOException(Plain.text("%s exists already. Choose another folder.", folder));
        }
        var project = turned(SampleProject.copyTo(folder, clock));
        try (var library = Library.open(project.library(), clock)) {
            Chain.all(project, library, SampleProject.measures(), seed, 0);
        }
    }

    private Project turned(Project sample) throws IOException {
        var content = sample.content();
        var phases = content.phases();
        for (var setting : settings.entrySet()) {
            phases = phases.stream()
                    .map(phase -> phase.with(setting.getKey(), setting.getValue()))
                    .toList();
        }
        var base = model == null
                ? content.base()
                : model.toAbsolutePath().normalize().toString();
        var project =
                new Project(sample.folder(), new Project.Content(content.name(), base, content.prompts(), phases));
        project.save();
        return project;
    }

    private void report(RunFolder chain, JobEnd end) {
        var console = spec.commandLine().getOut();
        if (!end.finished()) {
            console.printf(Locale.ROOT, "Stopped; go on with: sam demo --out %s --resume%n", out);
            console.flush();
            return;
        }
        try {
            var made = chain.root().resolve("report.json");
            var report = Json.MAPPER.readValue(Files.readAllBytes(made), DemoReport.class);
            sam.durable.AtomicFiles.write(out.resolve("report.json"), Files.readAllBytes(made));
            console.print(json ? Json.line(report) + "\n" : DemoTable.text(report, out.resolve("report.json")));
            console.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
