package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sam.durable.AtomicFiles;
import sam.library.Library;
import sam.library.Project;
import sam.library.Snapshots;
import sam.protocol.ChainOrder;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;

/// The runs of a project: starts one phase or all four, resumes, and finds what is there. Every method reads or
/// writes files and is called away from the window's thread.
public final class PhaseRuns {
    private static final String CHAIN = "all-phases";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault());

    /// Starts a worker in a run folder that holds an order.
    public interface Starter {
        void start(RunFolder run) throws IOException;
    }

    private final Starter starter;
    private final InstantSource clock;

    public PhaseRuns(Starter starter, InstantSource clock) {
        this.starter = starter;
        this.clock = clock;
    }

    /// Freezes the phase's accepted rows into its run folder and starts a worker on them, on the trained phases below.
    public RunFolder trainPhase(Project project, Library library, int number) throws IOException {
        requireNobodyTrains(project);
        var phase = project.phase(number);
        var stack = stackBelow(project, number);
        var run = freshRun(project, phase, library);
        Orders.write(
                run,
                new TrainOrder(
                        project.base().toString(),
                        stack,
                        null,
                        data(run).toString(),
                        phase.objective(),
                        phase.trainingSettings(),
                        number));
        starter.start(run);
        return run;
    }

    /// Trains all phases one after the other and measures each; answers the folder of the whole.
    public RunFolder trainAll(Project project, Library library) throws IOException {
        requireNobodyTrains(project);
        var links = new ArrayList<ChainOrder.Link>();
        for (var phase : inOrder(project)) {
            var run = freshRun(project, phase, library);
            links.add(new ChainOrder.Link(
                    phase.number(),
                    phase.name(),
                    data(run).toString(),
                    phase.objective(),
                    phase.trainingSettings(),
                    run.root().toString()));
        }
        var chain = chain(project);
        moveAside(chain);
        Files.createDirectories(chain.root());
        Orders.write(
                chain,
                new ChainOrder(
                        project.base().toString(),
                        links,
                        measures(project, chain).toString(),
                        project.content().prompts(),
                        report(project).toString()));
        starter.start(chain);
        return chain;
    }

    /// Starts a worker in a run that ended before its end; it goes on from its last checkpoint.
    public void resume(Project project, RunFolder run) throws IOException {
        requireNobodyTrains(project);
        starter.start(run);
    }

    public static RunFolder chain(Project project) {
        return new RunFolder(project.runs().resolve(CHAIN));
    }

    /// Where the chain writes what it measured on the base and on every phase.
    public static Path report(Project project) {
        return chain(project).root().resolve("report.json");
    }

    /// The run of a phase that counts: the newest, whether finished or not.
    public static RunFolder of(Project project, int phase) {
        return new RunFolder(project.run(phase));
    }

    public static boolean isTrained(Project project, int phase) {
        return Files.exists(of(project, phase).adapter().resolve("adapter_config.json"));
    }

    /// The run a worker is at now, the phase rather than the chain around it.
    public static Optional<RunFolder> living(Project project) {
        return allOf(project).stream().filter(WorkerProcess::isAlive).findFirst();
    }

    /// All runs of a phase, the one that counts first, then those moved aside, newest first.
    public static List<RunFolder> history(Project project, int phase) throws IOException {
        if (!Files.isDirectory(project.runs())) {
            return List.of();
        }
        var name = "phase" + phase;
        try (var listing = Files.list(project.runs())) {
            return listing.filter(path -> path.getFileName().toString().equals(name)
                            || path.getFileName().toString().startsWith(name + "-"))
                    .filter(path -> Files.exists(path.resolve("job.json")))
                    .sorted(Comparator.comparing(
                                    (Path path) -> path.getFileName().toString().equals(name)
                                            ? "~"
                                            : String.valueOf(path.getFileName()))
                            .reversed())
                    .map(RunFolder::new)
                    .toList();
        }
    }

    /// The order of a run, when it is a single phase's.
    public static Optional<TrainOrder> order(RunFolder run) throws IOException {
        if (!Files.exists(run.job())) {
            return Optional.empty();
        }
        JobOrder order = Orders.read(run);
        return order instanceof TrainOrder train ? Optional.of(train) : Optional.empty();
    }

    /// The adapters of all phases below, bottom first; refused while one of them is not trained.
    public static List<String> stackBelow(Project project, int number) {
        var stack = new ArrayList<String>();
        for (var phase : inOrder(project)) {
            if (phase.number() >= number) {
                break;
            }
            if (!isTrained(project, phase.number())) {
                throw new RunException(
                        "Phase %d builds on phase %d, which is not trained yet. Train phase %d first, or train all phases."
                                .formatted(number, phase.number(), phase.number()));
            }
            stack.add(of(project, phase.number()).adapter().toString());
        }
        return stack;
    }

    private static List<RunFolder> allOf(Project project) {
        var runs = new ArrayList<RunFolder>();
        for (var phase : inOrder(project)) {
            runs.add(of(project, phase.number()));
        }
        runs.add(chain(project));
        return runs;
    }

    private static List<Project.Phase> inOrder(Project project) {
        return project.content().phases().stream()
                .sorted(Comparator.comparingInt(Project.Phase::number))
                .toList();
    }

    private static void requireNobodyTrains(Project project) {
        if (living(project).isPresent()) {
            throw new RunException(
                    "A worker is training in this project already. Watch it on the Train page, or stop it first.");
        }
    }

    private RunFolder freshRun(Project project, Project.Phase phase, Library library) throws IOException {
        var run = of(project, phase.number());
        var beside = project.runs().resolve(".new-phase" + phase.number());
        AtomicFiles.deleteTree(beside);
        // Written beside first: a phase without a single accepted row must not move a good run out of its place.
        Snapshots.write(
                library,
                phase.number(),
                phase.replay(),
                phase.trainingSettings().seed(),
                beside);
        moveAside(run);
        AtomicFiles.publish(beside, run.root());
        return run;
    }

    private void moveAside(RunFolder run) throws IOException {
        if (Files.exists(run.root())) {
            var name = run.root().getFileName() + "-" + STAMP.format(clock.instant());
            Files.move(run.root(), run.root().resolveSibling(name));
        }
    }

    private static Path data(RunFolder run) {
        return run.root().resolve("train.jsonl");
    }

    /// The project's own held-out measures; without any, the chain measures nothing.
    private static Path measures(Project project, RunFolder chain) throws IOException {
        var own = project.folder().resolve("measures.json");
        if (Files.exists(own)) {
            return own;
        }
        var none = chain.root().resolve("measures.json");
        AtomicFiles.write(none, "{\"measures\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return none;
    }
}
