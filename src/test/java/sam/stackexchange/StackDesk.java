package sam.stackexchange;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.library.Example;
import sam.library.Library;
import sam.library.Origin;
import sam.library.Status;
import sam.net.Pauses;

/// A server, a library, and collecting from one into the other.
abstract class StackDesk {
    private static final Pauses QUICK =
            new Pauses(3, Duration.ofMillis(2), Duration.ofMinutes(10), Duration.ofSeconds(5));

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    StackServer server;

    final List<String> news = new ArrayList<>();

    /// One row as it is in the library.
    record Row(int phase, Status status, Example example, Origin origin) {}

    @BeforeEach
    void serve() throws IOException {
        server = new StackServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    CollectReport collect(String address) throws InterruptedException {
        return collect(address, null, "", () -> false);
    }

    CollectReport collect(String address, @Nullable Long limit, String key, BooleanSupplier cancelled)
            throws InterruptedException {
        return run(server.address(), folder, address, limit, key, news, cancelled);
    }

    static CollectReport run(
            URI api,
            Path folder,
            String address,
            @Nullable Long limit,
            String key,
            List<String> news,
            BooleanSupplier cancelled)
            throws InterruptedException {
        var watch = new Collection.Watch() {
            @Override
            public void at(Collection.Progress now) {}

            @Override
            public void said(String told) {
                news.add(told);
            }
        };
        var order =
                new CollectOrder(address, limit, 42, null, null, null, null, false, folder.resolve("desk"), Map.of());
        try (var library = Library.open(folder.resolve("library.sqlite"), InstantSource.system())) {
            return Collection.run(
                    new StackExchange(api, key, QUICK, InstantSource.system()),
                    "stackexchange:" + address,
                    null,
                    order,
                    library,
                    watch,
                    cancelled);
        }
    }

    List<Row> rows() {
        try (var library = Library.open(folder.resolve("library.sqlite"), InstantSource.system())) {
            var rows = new ArrayList<>(library.waiting(1, false, 10_000));
            rows.addAll(library.waiting(4, true, 10_000));
            return rows.stream()
                    .map(row -> new Row(
                            row.phase(),
                            row.status(),
                            row.example(),
                            library.origins(row.id()).getFirst()))
                    .toList();
        }
    }

    void many(int count) {
        server.pageSize = 10;
        for (int i = 0; i < count; i++) {
            server.question(1_000 + 10 * i);
        }
    }
}
