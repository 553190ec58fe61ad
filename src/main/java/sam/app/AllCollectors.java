package sam.app;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sam.datasets.DataSets;
import sam.docs.Docs;
import sam.durable.Sentences;
import sam.functions.FunctionsCollector;
import sam.github.GitCollector;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Collectors;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.stackexchange.StackExchange;
import sam.stories.StoriesCollector;

/// The one place where every collector is named.
public final class AllCollectors {
    private AllCollectors() {}

    /// Addresses of services and tokens come from the environment. An address that is none is told by who is asked to
    /// collect from it, so that it keeps no window from opening.
    public static Collectors of(Map<String, String> environment, InstantSource clock) {
        return new Collectors(List.of(
                new Asked("hf", () -> DataSets.of(environment, clock)),
                new Asked("git", GitCollector::new),
                new Asked("functions", () -> FunctionsCollector.of(environment, clock)),
                new Asked("docs", () -> Docs.of(environment, clock)),
                new Asked("stories", () -> StoriesCollector.of(environment, clock)),
                new Asked("stackexchange", () -> StackExchange.of(environment, clock))));
    }

    /// A collector that is made when it is asked.
    private record Asked(String scheme, Supplier<Collector> make) implements Collector {
        @Override
        public void collect(CollectOrder order, Door door) throws IOException, InterruptedException {
            Collector collector;
            try {
                collector = make.get();
            } catch (ImportException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new ImportException(Sentences.of(e), e);
            }
            collector.collect(order, door);
        }
    }
}
