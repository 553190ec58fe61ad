package sam.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.protocol.RunFolder;

/// What SAM is made of now: the adapters of a project's trained phases, each lying on the ones before.
///
/// A phase counts as trained when its newest run left an adapter. The stack ends below the first phase that is not,
/// because what was trained above would lie on nothing.
public record PhaseStack(List<Layer> layers) {
    public PhaseStack {
        layers = List.copyOf(layers);
    }

    /// One trained phase and the folder of its adapter.
    public record Layer(int phase, String name, Path adapter) {}

    /// All trained phases from the first on.
    public static PhaseStack of(Project project) {
        return of(project, Integer.MAX_VALUE);
    }

    /// What a phase stands on: as far as the phases below it are trained. [#missingBelow] tells whether all are.
    public static PhaseStack below(Project project, int phase) {
        return of(project, phase);
    }

    private static PhaseStack of(Project project, int end) {
        var layers = new ArrayList<Layer>();
        for (var phase : project.inOrder()) {
            if (phase.number() >= end || !isTrained(project, phase.number())) {
                break;
            }
            layers.add(new Layer(phase.number(), phase.name(), adapter(project, phase.number())));
        }
        return new PhaseStack(layers);
    }

    /// The first phase below this one that is not trained, so that this one cannot be either.
    public static Optional<Project.Phase> missingBelow(Project project, int phase) {
        return project.inOrder().stream()
                .filter(below -> below.number() < phase && !isTrained(project, below.number()))
                .findFirst();
    }

    public static boolean isTrained(Project project, int phase) {
        return Files.exists(adapter(project, phase).resolve("adapter_config.json"));
    }

    /// Where the newest run of a phase leaves its adapter.
    public static Path adapter(Project project, int phase) {
        return new RunFolder(project.run(phase)).adapter();
    }

    /// The adapter folders, bottom first.
    public List<String> adapters() {
        return layers.stream().map(layer -> layer.adapter().toString()).toList();
    }

    /// The same stack without what lies above a layer.
    public PhaseStack upTo(Layer top) {
        return new PhaseStack(layers.subList(0, layers.indexOf(top) + 1));
    }

    public Optional<Layer> top() {
        return layers.isEmpty() ? Optional.empty() : Optional.of(layers.getLast());
    }
}
