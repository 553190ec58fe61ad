package sam.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import sam.durable.AtomicFiles;
import sam.library.Library;
import sam.project.Project;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.workers.RunException;
import sam.workers.WorkerProcess;

/// The runs of a project: starts one phase or all four, resumes, and finds what is there. Every method reads or
/// writes files and is called away from the window's thread.
public final class PhaseRuns {
    private static final String CHAIN = "chain";

    /// The seed of a chain started in the window: the same rows and recipes give the same SAM.
    private static final long SEED = 42;

    /// Starts a worker in a run folder that holds an order.
    public interface Starter {
        void start(RunFolder run) throws IOException;
    }

    private final Starter starter;
    private final LongSupplier budget;

    /// `budget` says, at every start, how many bytes a run may take.
    public PhaseRuns(Starter starter, LongSupplier budget) {
        this.starter = starter;
        this.budget = budget;
    }

    /// Freezes the phase's accepted rows into its run folder and starts a worker on them, on the trained phases below.
    public RunFolder trainPhase(Project project, Library library, int number) throws IOException {
        var run = Chain.phase(project, library, number, budget.getAsLong());
        starter.start(run);
        return run;
    }

    /// Trains all phases one after the other and measures each; answers the folder of the whole.
    public RunFolder trainAll(Project project, Library library) throws IOException {
        var run = Chain.all(project, library, measures(project), SEED, budget.getAsLong());
        starter.start(run);
        return run;
    }

    /// Starts a worker in a run that ended before its end; it goes on from its last checkpoint.
    public void resume(Project project, RunFolder run) throws IOException {
        if (Chain.isBusy(project)) {
            throw new RunException("A worker is training in this project already. Watch it, or stop it first.");
        }
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

    /// When a run was ordered.
    public static Instant made(Path run) {
        try {
            return Files.getLastModifiedTime(run.resolve("job.json")).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
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

    private static List<RunFolder> allOf(Project project) {
        var runs = new ArrayList<RunFolder>();
        for (var phase : project.inOrder()) {
            runs.add(of(project, phase.number()));
        }
        runs.add(chain(project));
        return runs;
    }

    /// The project's own held-out measures; without any, the chain measures nothing.
    private static Path measures(Project project) throws IOException {
        var own = project.folder().resolve("measures.json");
        if (!Files.exists(own)) {
            AtomicFiles.write(own, "{\"measures\":[]}".getBytes(StandardCharsets.UTF_8));
        }
        return own;
    }
}
