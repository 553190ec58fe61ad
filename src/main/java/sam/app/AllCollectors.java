package sam.app;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import sam.datasets.DataSets;
import sam.functions.FunctionsCollector;
import sam.intake.Collectors;

/// The one place where every collector is named.
public final class AllCollectors {
    private AllCollectors() {}

    /// Addresses of services and tokens come from the environment.
    public static Collectors of(Map<String, String> environment, InstantSource clock) {
        return new Collectors(List.of(DataSets.of(environment, clock), FunctionsCollector.of(environment, clock)));
    }
}
