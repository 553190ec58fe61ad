package sam.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sam.net.Pauses;

/// What every test of fetching needs: the local hub, a folder, and an ear for news.
abstract class FetchCase {
    static final int WEIGHTS = 300_000;
    static final String TOKEN = "hf_0123456789secret";
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    static final Pauses QUICK = new Pauses(3, Duration.ofMillis(5), Duration.ofMinutes(10), Duration.ofSeconds(2));

    @TempDir
    Path models;

    @SuppressWarnings("NullAway.Init")
    LocalHub server;

    final List<String> news = new ArrayList<>();
    final List<FetchPlan> plans = new ArrayList<>();

    final FetchWatch watch = new FetchWatch() {
        @Override
        public void planned(FetchPlan plan) {
            plans.add(plan);
        }

        @Override
        public void said(String text) {
            news.add(text);
        }

        @Override
        public void at(String file, long here, long bytes) {
            assertThat(here).as(file).isBetween(0L, bytes);
        }
    };

    @BeforeEach
    void serve() throws IOException {
        server = new LocalHub().withModel(WEIGHTS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Fetch.Fetched fetch() throws IOException, InterruptedException {
        return fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", null);
    }

    Fetch.Fetched fetch(TokenSource tokens, String id, @org.jspecify.annotations.Nullable String file)
            throws IOException, InterruptedException {
        var hub = Hub.at(server.address(), tokens, QUICK, CLOCK);
        return new Fetch(hub, CLOCK).run(Fetch.Order.below(models, HubId.parse(id), file), watch);
    }

    Path place() {
        return models.resolve("acme--tiny");
    }

    Path staging() {
        return models.resolve(".acme--tiny.part");
    }

    void assertWhole() throws IOException {
        for (var name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")) {
            assertThat(Files.readAllBytes(place().resolve(name))).as(name).isEqualTo(server.content(name));
        }
        try (var left = Files.list(models)) {
            assertThat(left).as("nothing else is left").containsExactly(place());
        }
    }

    Path weightsPart() throws IOException {
        try (var parts = Files.list(staging())) {
            return parts.filter(path -> path.toString().contains("model.safetensors")
                            && path.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
