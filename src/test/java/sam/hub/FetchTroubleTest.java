package sam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sam.durable.Sentences;
import sam.hub.LocalHub.Trouble;
import sam.net.Pauses;

/// Fetching when connections, servers, disks and bytes go wrong.
class FetchTroubleTest extends FetchCase {
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
                .extracting(fault -> ((HubException) fault).way())
                .isEqualTo(HubException.Way.AGAIN);
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
}
