package sam.stackexchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sam.intake.ImportException;

/// What the service does to those who ask too much, and what goes wrong on the way.
class StackPatienceTest extends StackDesk {
    @Test
    void backoffIsObeyedBeforeTheNextRequest() throws InterruptedException {
        many(30);
        server.backoffs.put(1, 1);
        collect("stackoverflow");
        var asked = server.asked("/questions");
        assertThat(asked).hasSize(3);
        assertThat(Duration.ofNanos(asked.get(1).nanos() - asked.get(0).nanos()))
                .isGreaterThan(Duration.ofSeconds(1));
        assertThat(news).anyMatch(told -> told.contains("asks to wait"));
        assertThat(rows()).hasSize(30);
    }

    @Test
    void backoffIsObeyedAlsoByTheNextRun() throws InterruptedException {
        many(20);
        server.backoffs.put(1, 2);
        // the person stops it while it waits
        collect("stackoverflow", null, "", () -> news.stream().anyMatch(told -> told.contains("asks to wait")));
        assertThat(server.asked("/questions")).hasSize(1);
        news.clear();
        collect("stackoverflow");
        var asked = server.asked("/questions");
        assertThat(asked).hasSize(2);
        assertThat(Duration.ofNanos(asked.get(1).nanos() - asked.get(0).nanos()))
                .isGreaterThan(Duration.ofSeconds(2));
        assertThat(rows()).hasSize(20);
    }

    @Test
    void aThrottleIsWaitedForAndALongOneIsSaid() throws InterruptedException {
        many(10);
        server.troubles.add(StackServer.Trouble.error(502, "throttle_violation", "Violation of backoff parameter"));
        server.troubles.add(StackServer.Trouble.error(
                502, "throttle_violation", "too many requests from this IP, more requests available in 1 seconds"));
        assertThat(collect("stackoverflow").taken()).isEqualTo(10);
        server.troubles.add(StackServer.Trouble.error(
                502, "throttle_violation", "too many requests from this IP, more requests available in 17524 seconds"));
        assertThatThrownBy(() -> collect("superuser"))
                .isInstanceOf(ImportException.class)
                .hasMessageFindingMatch(
                        "Stack Exchange's quota is used up until (\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d\\.")
                .hasMessageContaining("STACKEXCHANGE_KEY");
        int before = server.seen.size();
        assertThatThrownBy(() -> collect("superuser")).hasMessageContaining("is used up until");
        assertThat(server.seen).as("nothing is asked before its time").hasSize(before);
        assertThat(collect("superuser", null, "k", () -> false).duplicates()).isEqualTo(10);
    }

    @Test
    void aSpentQuotaIsSaidAndWhatWasBroughtIsThere() throws InterruptedException {
        many(30);
        server.quota = 2;
        assertThatThrownBy(() -> collect("stackoverflow")).hasMessageContaining("quota is used up until");
        assertThat(rows()).hasSize(20);
        server.quota = 10_000;
        var report = collect("stackoverflow", null, "secret(key", () -> false);
        assertThat(report.taken()).isEqualTo(10);
        assertThat(report.duplicates()).isZero();
        assertThat(server.asked("/questions").getLast().query())
                .containsEntry("page", "3")
                .containsEntry("key", "secret(key");
    }

    @Test
    void aBrokenConnectionACutAnswerAndABusyServerAreTriedAgain() throws InterruptedException {
        many(5);
        var whole = StackServer.packed("{\"items\":[],\"has_more\":false}");
        var gzip = Map.of("Content-Encoding", "gzip");
        server.troubles.add(new StackServer.Trouble(200, gzip, Arrays.copyOf(whole, 20), false));
        server.troubles.add(new StackServer.Trouble(200, gzip, Arrays.copyOf(whole, 20), true));
        server.troubles.add(new StackServer.Trouble(503, Map.of(), new byte[] {1}, false));
        server.troubles.add(new StackServer.Trouble(429, Map.of("Retry-After", "0"), new byte[] {1}, false));
        assertThat(collect("stackoverflow").taken()).isEqualTo(5);
    }

    @Test
    void aPageWhereJsonBelongsIsASentence() throws InterruptedException {
        var html = "<html>Down for maintenance</html>".getBytes(StandardCharsets.UTF_8);
        server.troubles.add(new StackServer.Trouble(200, Map.of("Content-Type", "text/html"), html, false));
        assertThatThrownBy(() -> collect("stackoverflow"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("Stack Exchange")
                .hasMessageContaining("try again later");
        server.troubles.add(new StackServer.Trouble(404, Map.of("Content-Type", "text/html"), html, false));
        assertThatThrownBy(() -> collect("stackoverflow")).hasMessageContaining("answers 404");
    }

    @Test
    void anErrorOfTheServiceIsSaidWithoutTheKey() {
        server.troubles.add(
                StackServer.Trouble.error(400, "bad_parameter", "No site found for name `nowhere` with s3cret"));
        assertThatThrownBy(() -> collect("nowhere", null, "s3cret", () -> false))
                .hasMessageContaining("No site found for name `nowhere`")
                .hasMessageNotContaining("s3cret");
        server.troubles.add(
                StackServer.Trouble.error(403, "access_denied", "page above 25 requires access token or app key"));
        assertThatThrownBy(() -> collect("elsewhere"))
                .hasMessageContaining("page above 25")
                .hasMessageContaining("STACKEXCHANGE_KEY");
    }

    @Test
    void emptyPagesAreNoEndAndNotForEver() throws InterruptedException {
        server.troubles.add(empty());
        server.question(100);
        server.pageSize = 1;
        server.question(200);
        assertThat(collect("stackoverflow").taken()).isEqualTo(1);
        for (int n = 0; n < 10; n++) {
            server.troubles.add(empty());
        }
        assertThat(collect("superuser").taken()).isZero();
        assertThat(server.troubles).hasSize(7);
    }

    @Test
    void theLimitCountsRowsAndCollectingAgainGoesOn() throws InterruptedException {
        many(25);
        assertThat(collect("stackoverflow", 12L, "", () -> false).taken()).isEqualTo(12);
        var rest = collect("stackoverflow");
        assertThat(rest.taken()).isEqualTo(13);
        assertThat(rows()).hasSize(25);
        assertThat(collect("stackoverflow").taken()).isZero();
    }

    @Test
    void killedInTheMiddleItGoesOnWithoutARowTwiceOrLost() throws IOException, InterruptedException {
        many(50);
        server.stallAtPage = 4;
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var child = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        Killed.class.getName(),
                        server.address().toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.txt").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (server.asked("/questions").size() < 4 && System.nanoTime() < end && child.isAlive()) {
            Thread.sleep(20);
        }
        assertThat(server.asked("/questions"))
                .as(Files.readString(folder.resolve("child.txt")))
                .hasSize(4);
        child.destroyForcibly().waitFor();
        assertThat(rows()).as("three pages were acknowledged").hasSize(30);
        server.stallAtPage = Integer.MAX_VALUE;
        var report = collect("stackoverflow");
        assertThat(report.taken()).isEqualTo(20);
        assertThat(report.duplicates()).isZero();
        assertThat(server.asked("/questions").get(4).query()).containsEntry("page", "4");
        assertThat(server.asked("/filters/create")).as("a filter is for ever").hasSize(1);
    }

    private static StackServer.Trouble empty() {
        return new StackServer.Trouble(
                200,
                Map.of("Content-Encoding", "gzip"),
                StackServer.packed("{\"items\":[],\"has_more\":true,\"quota_remaining\":200}"),
                false);
    }

    /// Collects in a process of its own, to be killed.
    static final class Killed {
        public static void main(String[] args) throws InterruptedException {
            run(URI.create(args[0]), Path.of(args[1]), "stackoverflow", null, "", new ArrayList<>(), () -> false);
        }
    }
}
