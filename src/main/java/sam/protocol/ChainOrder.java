package sam.protocol;

import java.util.List;

/// All phases of a project, one after the other, each on the ones before, with the measures taken on the base and on
/// every phase. `runs[i]` is the run folder of phase i; `report` the file for the result.
public record ChainOrder(String model, List<Link> links, String measures, List<String> prompts, String report)
        implements JobOrder {
    public ChainOrder {
        links = List.copyOf(links);
        prompts = List.copyOf(prompts);
    }

    /// One phase of the chain: its data and recipe, and the run folder it trains in. Its stack is the phases before.
    public record Link(
            int phase, String name, String data, Objective objective, TrainingSettings settings, String run) {}
}
