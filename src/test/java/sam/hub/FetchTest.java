package sam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Sentences;
import sam.hub.LocalHub.Trouble;

/// Fetching from a server that speaks the hub's shapes, and from the same server when things go wrong.
class FetchTest {
    private static final int WEIGHTS = 300_000;
    private static final String TOKEN = "hf_0123456789secret";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    private static final Pauses QUICK =
            new Pauses(3, Duration.ofMillis(5), Duration.ofMinutes(10), Duration.ofSeconds(2));

    @TempDir
    private Path models;

    @SuppressWarnings("NullAway.Init")
    private LocalHub server;

    private final List<String> news = new ArrayList<>();
    private final List<FetchPlan> plans = new ArrayList<>();

    private final FetchWatch watch = new FetchWatch() {
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

    private Fetch.Fetched fetch() throws IOException, InterruptedException {
        return fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", null);
    }

    private Fetch.Fetched fetch(TokenSource tokens, String id, @org.jspecify.annotations.Nullable String file)
            throws IOException, InterruptedException {
        var hub = Hub.at(server.address(), tokens, QUICK, CLOCK);
        return new Fetch(hub, CLOCK).run(Fetch.Order.below(models, HubId.parse(id), file), watch);
    }

    private Path place() {
        return models.resolve("acme--tiny");
    }

    private Path staging() {
        return models.resolve(".acme--tiny.part");
    }

    private void assertWhole() throws IOException {
        for (var name : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")) {
            assertThat(Files.readAllBytes(place().resolve(name))).as(name).isEqualTo(server.content(name));
        }
        try (var left = Files.list(models)) {
            assertThat(left).as("nothing else is left").containsExactly(place());
        }
    }

    private Path weightsPart() throws IOException {
        try (var parts = Files.list(staging())) {
            return parts.filter(path -> path.toString().contains("model.safetensors")
                            && path.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aModelComesWholeAndSaysWhereFrom() throws Exception {
        var fetched = fetch();
        assertThat(fetched.wasThere()).isFalse();
        assertThat(fetched.plan().model()).isEqualTo(place());
        assertWhole();
        try (var files = Files.list(place())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "generation_config.json",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "special_tokens_map.json",
                            "chat_template.jinja",
                            "model.safetensors",
                            "source.json");
        }
        var source = Source.read(place()).orElseThrow();
        assertThat(source.id()).isEqualTo("acme/tiny");
        assertThat(source.commit()).isEqualTo(LocalHub.COMMIT);
        assertThat(source.fetched()).isEqualTo(CLOCK.instant());
        assertThat(source.files()).hasSize(7).anySatisfy(part -> {
            assertThat(part.name()).isEqualTo("model.safetensors");
            assertThat(part.sha256()).isEqualTo(sam.durable.Hashes.sha256(place().resolve("model.safetensors")));
        });
        assertThat(plans.getFirst().toCome())
                .isEqualTo(plans.getFirst().bytes())
                .isGreaterThan(WEIGHTS);
        assertThat(plans.getFirst().free()).isPositive();
    }

    @Test
    void theListIsReadOverSeveralPages() throws Exception {
        server.inPagesOf(2);
        fetch();
        assertWhole();
    }

    @Test
    void shardsComeWithTheirIndexAndAMissingOneIsSeenBeforeTheirBytes() throws Exception {
        server.without("model.safetensors")
                .with(
                        "model.safetensors.index.json",
                        "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}")
                .with("model-00001-of-00002.safetensors", "one");
        assertThatThrownBy(this::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("model-00002-of-00002.safetensors");
        assertThat(server.askedFor("model-00001-of-00002.safetensors")).isZero();
        server.with("model-00002-of-00002.safetensors", "two");
        fetch();
        assertThat(place().resolve("model-00002-of-00002.safetensors")).hasContent("two");
    }

    @Test
    void oneGgufFileComesAlone() throws Exception {
        server.with("tiny-q4_0.gguf", "GGUF…").with("deep/tiny-q8_0.gguf", "GGUF8");
        var fetched = fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", "tiny-q4_0.gguf");
        assertThat(fetched.plan().model())
                .isEqualTo(models.resolve("acme--tiny--tiny-q4_0").resolve("tiny-q4_0.gguf"))
                .hasContent("GGUF…");
        assertThat(fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", "tiny-q8_0.gguf")
                        .plan()
                        .model())
                .hasContent("GGUF8");
        assertThatThrownBy(() -> fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", "other.gguf"))
                .hasMessageContaining("tiny-q4_0.gguf, deep/tiny-q8_0.gguf");
    }

    @Test
    void aRepositoryWithoutSafetensorsIsRefusedWithWhatItHas() {
        server.without("model.safetensors");
        assertThatThrownBy(this::fetch).hasMessageContaining("pickled weights, which can run code");
        server.with("a.gguf", "x");
        assertThatThrownBy(this::fetch).hasMessageContaining("--file: a.gguf");
        assertThat(server.askedFor("")).isZero();
    }

    @Test
    void anArchitectureSamCannotTrainIsRefusedBeforeItsWeights() {
        server.with("config.json", "{\"model_type\":\"mamba\"}");
        assertThatThrownBy(this::fetch).hasMessageContaining("mamba").hasMessageContaining("Qwen3");
        assertThat(server.askedFor("model.safetensors")).isZero();
    }

    @Test
    void aBrokenConnectionGoesOnWhereItStopped() throws Exception {
        server.troubled("model.safetensors", new Trouble.CutAfter(100_000), new Trouble.CutAfter(150_000));
        fetch();
        assertWhole();
        assertThat(server.rangesOf("model.safetensors")).containsExactly("null", "bytes=100000-", "bytes=250000-");
        assertThat(server.seen.getLast().header("If-range")).isEqualTo("\"v1-300000\"");
        assertThat(news).anySatisfy(line -> assertThat(line).contains("100,000 of 300,000 bytes"));
    }

    @Test
    void aServerWithoutRangesStartsTheFileAgain() throws Exception {
        server.withoutRanges().troubled("model.safetensors", new Trouble.CutAfter(100_000));
        fetch();
        assertWhole();
        assertThat(server.askedFor("model.safetensors")).isEqualTo(2);
    }

    @Test
    void anotherTagStartsTheFileAgain() throws Exception {
        server.troubled("model.safetensors", new Trouble.CutAfter(100_000), new Trouble.Status(403, null));
        var hub = Hub.at(
                server.address(),
                TokenSource.of(Map.of(), List.of()),
                new Pauses(0, Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                CLOCK);
        var order = Fetch.Order.below(models, HubId.parse("acme/tiny"), null);
        assertThatThrownBy(() -> new Fetch(hub, CLOCK).run(order, watch)).isInstanceOf(HubException.class);
        assertThat(weightsPart()).hasSize(100_000);
        server.changeTags();
        fetch();
        assertWhole();
    }

    @Test
    void anEndedSignatureIsRenewedByAskingTheHubAgain() throws Exception {
        server.troubled("model.safetensors", new Trouble.Status(403, null));
        fetch();
        assertWhole();
    }

    @Test
    void aPartThatWasSpoiledOnTheDiskIsThrownAway() throws Exception {
        server.troubled("model.safetensors", new Trouble.CutAfter(100_000), new Trouble.Status(404, null));
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class);
        var part = weightsPart();
        var bytes = Files.readAllBytes(part);
        bytes[7] ^= 1;
        Files.write(part, bytes);
        fetch();
        assertWhole();
        assertThat(news).anySatisfy(line -> assertThat(line).contains("does not have the hub's hash"));
    }

    @Test
    void aWrongHashIsTriedOnceMoreThenRefusedAndNothingAppears() {
        server.troubled("model.safetensors", new Trouble.Garbled(), new Trouble.Garbled());
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class).hasMessageContaining("another hash");
        assertThat(place()).doesNotExist();
        assertThatThrownBy(this::weightsPart).as("the wrong bytes are gone").isInstanceOf(Exception.class);
        assertThat(staging().resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void aSmallFileIsCheckedByGitsHash() {
        server.troubled("config.json", new Trouble.Garbled(), new Trouble.Garbled());
        assertThatThrownBy(this::fetch).hasMessageContaining("config.json came twice with another hash");
    }

    @Test
    void aFileThatShrankIsRefused() {
        server.troubled("model.safetensors", new Trouble.Shorter(200_000));
        assertThatThrownBy(this::fetch)
                .hasMessageContaining("200,000 bytes where the hub lists 300,000")
                .hasMessageContaining("proxy");
        assertThat(place()).doesNotExist();
    }

    @Test
    void theTokenGoesToTheHubAlone() throws Exception {
        server.openOnlyFor(TOKEN);
        fetch(TokenSource.of(Map.of("HF_TOKEN", TOKEN + "\n"), List.of()), "acme/tiny", null);
        assertWhole();
        assertThat(server.seen)
                .filteredOn(LocalHub.Seen::storage)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.header("Authorization")).isNull());
        assertThat(server.seen)
                .filteredOn(one -> !one.storage())
                .allSatisfy(one -> assertThat(one.header("Authorization")).isEqualTo("Bearer " + TOKEN));
        try (var files = Files.walk(models)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("secret");
            }
        }
        assertThat(String.join("\n", news)).doesNotContain("secret").doesNotContain("s3cret");
    }

    @Test
    void theKeyStoreIsAskedOnlyWhenTheHubRefuses() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        var asked = models.resolveSibling(models.getFileName() + "-asked");
        var store = List.of("sh", "-c", "echo x >> '%s'; echo %s".formatted(asked, TOKEN));
        fetch(TokenSource.of(Map.of(), store), "acme/tiny", null);
        assertThat(asked).doesNotExist();
        sam.durable.AtomicFiles.deleteTree(place());
        server.filesOnlyFor(TOKEN);
        fetch(TokenSource.of(Map.of(), store), "acme/tiny", null);
        assertWhole();
        assertThat(asked).hasContent("x");
        Files.delete(asked);
    }

    @Test
    void aGatedModelIsOneSentenceWithoutTheToken() {
        server.filesOnlyFor("hf_another");
        assertThatThrownBy(() -> fetch(TokenSource.of(Map.of("HF_TOKEN", TOKEN), List.of()), "acme/tiny", null))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("gated")
                .hasMessageContaining("/acme/tiny")
                .hasMessageContaining("HF_TOKEN")
                .message()
                .doesNotContain(TOKEN)
                .satisfies(sentence -> assertThat(sentence.lines()).hasSize(1));
        assertThat(models).as("nothing came, so nothing is left").isEmptyDirectory();
        assertThatThrownBy(() -> TokenSource.of(Map.of("HF_TOKEN", "hf_a b\u0007" + TOKEN), List.of()))
                .message()
                .doesNotContain("hf_");
        assertThat(new Token(TOKEN).toString()).doesNotContain("secret");
    }

    @Test
    void aBusyHubIsAskedAgainWhenItSays() throws Exception {
        server.troubled("main", new Trouble.Status(429, "1"), new Trouble.Status(503, null));
        server.troubled("model.safetensors", new Trouble.Status(500, "Fri, 02 Jan 2026 03:04:06 GMT"));
        long start = System.nanoTime();
        fetch();
        assertWhole();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(news).hasSize(3).allSatisfy(line -> assertThat(line).contains("trying again in 1 s"));
    }

    @Test
    void aHubThatStaysBusyOrAsksForHoursIsASentence() {
        server.troubled("main", new Trouble.Status(429, "7200"));
        assertThatThrownBy(this::fetch).hasMessageContaining("asks to wait 121 minutes");
        var busy = new Trouble.Status(429, "0");
        server.troubled("main", busy, busy, busy, busy);
        assertThatThrownBy(this::fetch).hasMessageContaining("takes no more requests now");
    }

    @Test
    void aSilentConnectionIsTakenForBroken() throws Exception {
        server.troubled("model.safetensors", new Trouble.SilentAfter(65_536));
        fetch();
        assertWhole();
        assertThat(server.rangesOf("model.safetensors")).hasSize(2).last().isEqualTo("bytes=65536-");
    }

    @Test
    void aModelOrHubThatIsNotThereIsASentence() {
        assertThatThrownBy(() -> fetch(TokenSource.of(Map.of(), List.of()), "acme/other", null))
                .hasMessageContaining("There is no model acme/other");
        server.close();
        assertThatThrownBy(this::fetch)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("goes on");
    }

    @Test
    void namesThatLeadOutsideTheFolderAreRefused() {
        for (var hostile :
                List.of("../evil.json", "/etc/passwd", "a/../../b", "C:evil", "a\\..\\b", "a//b", "x\u0000y")) {
            server.withEntry(Map.of("type", "file", "path", hostile, "size", 1, "oid", LocalHub.COMMIT));
            assertThatThrownBy(this::fetch).as(hostile).hasMessageContaining("outside its folder");
            assertThat(models).isEmptyDirectory();
            server.close();
            try {
                serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (var hostile :
                List.of("acme", "acme/../x", "a/b/c", "acme/x@", "acme/x@../y", "a--b/c", "-a/b", "a/b@x y")) {
            assertThatThrownBy(() -> HubId.parse(hostile)).as(hostile).isInstanceOf(HubException.class);
        }
        assertThat(HubId.parse("acme/tiny@refs/pr/1").revision()).isEqualTo("refs/pr/1");
    }

    @Test
    void redirectsInCirclesOrToNoWebAddressAreNotFollowed() {
        server.troubled("model.safetensors", new Trouble.To("file:///etc/passwd"));
        assertThatThrownBy(this::fetch).hasMessageContaining("not followed");
        var here = new Trouble.To(server.address() + "/acme/tiny/resolve/" + LocalHub.COMMIT + "/model.safetensors");
        server.troubled("model.safetensors", here, here, here, here, here, here, here, here, here, here, here);
        assertThatThrownBy(this::fetch).hasMessageContaining("circles");
    }

    @Test
    void whatDoesNotFitTheDiskIsNotBegun() {
        server.without("model.safetensors")
                .withEntry(Map.of(
                        "type",
                        "file",
                        "path",
                        "model.safetensors",
                        "size",
                        1L << 60,
                        "oid",
                        LocalHub.COMMIT,
                        "lfs",
                        Map.of("oid", "ab".repeat(32), "size", 1L << 60)));
        assertThatThrownBy(this::fetch)
                .hasMessageContaining("1,152,921,504.61 GB more")
                .hasMessageContaining("free");
        assertThat(server.seen).noneMatch(one -> one.path().contains("/resolve/"));
    }

    @Test
    void aDiskThatFillsUpEndsTheFetchWithItsOwnSentence() throws Exception {
        assumeThat(Path.of("/dev/full")).exists();
        server.troubled("model.safetensors", new Trouble.Status(404, null));
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class);
        var hash = sam.durable.Hashes.sha256(Files.write(models.resolve("copy"), server.content("model.safetensors")));
        Files.delete(models.resolve("copy"));
        var part = staging().resolve("model.safetensors.%s.part".formatted(hash.substring(0, 16)));
        Files.createSymbolicLink(part, Path.of("/dev/full"));
        assertThatThrownBy(this::fetch)
                .satisfies(e -> assertThat(Sentences.of(e)).startsWith("The disk is full."));
        Files.delete(part);
        fetch();
        assertWhole();
    }

    @Test
    void whatIsThereIsCheckedAndNotFetchedAgain() throws Exception {
        fetch();
        int before = server.seen.size();
        assertThat(fetch().wasThere()).isTrue();
        assertThat(server.seen).hasSize(before + 2);
        Files.writeString(place().resolve("config.json"), "{}");
        assertThatThrownBy(this::fetch).hasMessageContaining("not as the hub has it");
    }

    @Test
    void anotherCommitOrAStrangersFolderIsLeftAlone() throws Exception {
        Files.createDirectories(place());
        Files.writeString(place().resolve("mine.txt"), "mine");
        assertThatThrownBy(this::fetch).hasMessageContaining("--to");
        assertThat(place().resolve("mine.txt")).hasContent("mine");
        sam.durable.AtomicFiles.deleteTree(place());
        fetch();
        server.with("config.json", "{\"model_type\":\"qwen2\"}");
        assertThatThrownBy(this::fetch).hasMessageContaining("Choose another folder");
        assertThat(place().resolve("config.json")).content().contains("llama");
    }

    @Test
    void leftoversOfAnotherCommitAreNotGoneOnWith() throws Exception {
        server.troubled("model.safetensors", new Trouble.CutAfter(100_000), new Trouble.Status(404, null));
        assertThatThrownBy(this::fetch).isInstanceOf(HubException.class);
        var other = new byte[WEIGHTS];
        server.with("model.safetensors", other);
        fetch();
        assertWhole();
        assertThat(server.rangesOf("model.safetensors").getLast()).isEqualTo("null");
    }

    @Test
    void aServerThatTakesTheConnectionAndNeverAnswersIsASentence() throws Exception {
        try (var deaf = new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
            var hub = Hub.at(
                    "http://127.0.0.1:" + deaf.getLocalPort(),
                    TokenSource.of(Map.of(), List.of()),
                    new Pauses(1, Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofMillis(200)),
                    CLOCK);
            assertThatThrownBy(() -> hub.resolve(HubId.parse("acme/tiny"), watch::said))
                    .hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void anEndpointThatIsNoWebAddressIsASentence() {
        for (var wrong : List.of("huggingface.co", "ftp://x", "http://", "a b")) {
            assertThatThrownBy(() -> Hub.of(Map.of("HF_ENDPOINT", wrong), CLOCK))
                    .as(wrong)
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("HF_ENDPOINT");
        }
    }

    @Test
    void twoFetchesOfOneModelDoNotMix() throws Exception {
        try (var held = sam.durable.FolderLock.tryLock(models.resolve(".acme--tiny.lock"))
                .orElseThrow()) {
            assertThat(held).isNotNull();
            assertThatThrownBy(this::fetch).hasMessageContaining("by another process");
        }
        fetch();
        assertWhole();
    }
}
