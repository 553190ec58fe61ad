package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import sam.durable.AtomicFiles;
import sam.durable.Plain;
import sam.library.Library;
import sam.project.PhaseSelection;
import sam.project.PhaseStack;
import sam.project.Project;
import sam.project.Snapshots;
import sam.protocol.ChainOrder;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.workers.RunException;
import sam.workers.WorkerProcess;

/// Prepares what a project trains: freezes snapshots of the accepted rows and writes the orders. The window's "Train
/// all" and `sam demo` both come through here.
public final class Chain {
    private Chain() {}

    /// All phases, one after the other, with measures, each within this memory budget (0: two thirds of the machine)
    /// unless its recipe names another. Earlier runs are moved aside, never overwritten.
    public static RunFolder all(Project project, Library library, Path measures, long seed, long budgetBytes)
            throws IOException {
        var root = new RunFolder(project.runs().resolve("chain"));
        refuseIfBusy(project, root);
        var links = new ArrayList<ChainOrder.Link>();
        var frozen = emptyDesk(project);
        var place = root.root().resolve("data");
        for (var phase : project.inOrder()) {
            var name = "phase" + phase.number();
            Snapshots.write(PhaseSelection.of(library, phase), seed, frozen.resolve(name));
            links.add(new ChainOrder.Link(
                    phase.number(),
                    phase.name(),
                    place.resolve(name).resolve("train.jsonl").toString(),
                    phase.objective(),
                    phase.trainingSettings().with("seed", Long.toString(seed)).within(budgetBytes),
                    project.run(phase.number()).toString()));
        }
        setAside(root.root());
        for (var phase : project.inOrder()) {
            setAside(project.run(phase.number()));
        }
        settle(frozen, place);
        return WorkerProcess.prepare(
                root.root(),
                new ChainOrder(
                        project.base().toString(),
                        links,
                        measures.toString(),
                        project.content().prompts(),
                        root.root().resolve("report.json").toString()));
    }

    /// One phase on the finished phases before it, within this memory budget (0: two thirds of the machine) unless its
    /// recipe names another.
    public static RunFolder phase(Project project, Library library, int number, long budgetBytes) throws IOException {
        var phase = project.phase(number);
        var root = new RunFolder(project.run(number));
        refuseIfBusy(project, root);
        PhaseStack.missingBelow(project, number).ifPresent(missing -> {
            throw new RunException(Plain.text(
                    "Phase %d is not trained yet, and phase %d stands on it. Train it first, or all.",
                    missing.number(), number));
        });
        var below = PhaseStack.below(project, number).adapters();
        var settings = phase.trainingSettings().within(budgetBytes);
        var frozen = emptyDesk(project);
        Snapshots.write(PhaseSelection.of(library, phase), settings.batches().seed(), frozen);
        setAside(root.root());
        var place = root.root().resolve("data");
        settle(frozen, place);
        return WorkerProcess.prepare(
                root.root(),
                new TrainOrder(
                        project.base().toString(),
                        below,
                        null,
                        place.resolve("train.jsonl").toString(),
                        phase.objective(),
                        settings,
                        number));
    }

    /// Whether any worker of this project lives.
    public static boolean isBusy(Project project) throws IOException {
        return sam.durable.FolderLock.isHeld(project.runs().resolve("worker.lock"));
    }

    private static void refuseIfBusy(Project project, RunFolder run) throws IOException {
        if (isBusy(project) || WorkerProcess.isAlive(run)) {
            throw new RunException("A worker is training in this project. Wait for it, or stop it first.");
        }
    }

    /// Where snapshots are made, so that a refusal leaves the runs as they were.
    private static Path emptyDesk(Project project) throws IOException {
        var commits = project.runs().resolve("preparing");
        AtomicFiles.deleteTree(commits);
        Files.createDirectories(commits);
        return commits;
    }

    private static void settle(Path frozen, Path place) throws IOException {
        Files.createDirectories(AtomicFiles.parent(place));
        AtomicFiles.publish(frozen, place);
    }

    /// Renames an old run to the first free `name-N`.
    private static void setAside(Path old) throws IOException {
        if (!Files.exists(old)) {
            return;
        }
        int n = 1;
        while (Files.exists(old.resolveSibling(old.getFileName() + "-" + n))) {
            n++;
        }
        Files.move(old, old.resolveSibling(old.getFileName() + "-" + n));
    }
}
