package sam.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.intake.ImportException;
import sam.library.Example;
import sam.library.Tier;
import sam.net.NetException;
import sam.net.Pauses;

class GitHubCollectorTest {
    private static final Pauses QUICK =
            new Pauses(3, Duration.ofMillis(10), Duration.ofSeconds(3), Duration.ofSeconds(5));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));
    private static final String PULLS =
            "/repos/lovelace/engine/pulls?state=closed&sort=updated&direction=desc&per_page=100";
    private static final String COMMENTS =
            "/repos/lovelace/engine/pulls/comments?sort=created&direction=desc&per_page=100";
    private static final String BASE = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
    private static final String MERGE_BASE = "553c2077f0edc3d5dc5d17262f6aa498e69d6f8e";
    private static final String HEAD = "c5b97d5ae6c19d5c5df71a34c7fbeeda2479ccbc";
    private static final String THEN = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
    private static final String OLD = """
        def read(card):
            return card.strip()


        def count(cards):
            total = 0
            for card in cards:
                total = total + 1
            return total
        """;
    private static final String PATCH = """
        @@ -1,5 +1,8 @@
         def read(card):
        +    # a missing card is an empty one
        +    if card is None:
        +        return ""
             return card.strip()
        \s
        \s
         def count(cards):\
        """;

    @TempDir
    Path folder;

    private GitHubServer server;
    private final HeardDoor door = new HeardDoor();
    private String token = "";

    @BeforeEach
    void serve() throws IOException {
        server = new GitHubServer();
        server.put(
                "/repos/lovelace/engine",
                "{\"id\":1296269,\"full_name\":\"lovelace/engine\",\"private\":false,\"stargazers_count\":80}");
        server.licence("lovelace/engine", GitCollectorTest.MIT);
        server.put(
                PULLS,
                "[" + pull(12, "Return an empty text for a missing card", "User", "\"2026-01-02T03:04:05Z\"") + "]");
        server.put(
                "/repos/lovelace/engine/pulls/12/files?per_page=100",
                "[{\"sha\":\"bbcd\",\"filename\":\"src/zoë reader.py\",\"status\":\"modified\",\"additions\":3,"
                        + "\"deletions\":0,\"changes\":3,\"patch\":" + Json.line(PATCH) + "}]");
        server.put(
                "/repos/lovelace/engine/compare/" + BASE + "..." + HEAD + "?per_page=1",
                "{\"status\":\"diverged\",\"merge_base_commit\":{\"sha\":\"" + MERGE_BASE + "\"}}");
        server.put("/repos/lovelace/engine/contents/src/zo%C3%AB%20reader.py?ref=" + MERGE_BASE, OLD);
        server.put(COMMENTS, "[]");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String pull(int number, String title, String type, String merged) {
        return """
            {"url":"$API/repos/lovelace/engine/pulls/%1$d","html_url":"https://github.com/lovelace/engine/pull/%1$d",
             "number":%1$d,"state":"closed","title":%2$s,"body":null,"user":{"login":"ada","type":"%3$s"},
             "merged_at":%4$s,"labels":[],"head":{"ref":"cards","sha":"%5$s","repo":null},
             "base":{"ref":"main","sha":"%6$s"}}
            """.replace("%1$d", String.valueOf(number))
                .replace("%2$s", Json.line(title))
                .replace("%3$s", type)
                .replace("%4$s", merged)
                .replace("%5$s", HEAD)
                .replace("%6$s", BASE);
    }

    private static String comment(long id, String path, String body) {
        return """
            {"url":"$API/repos/lovelace/engine/pulls/comments/%1$d","pull_request_review_id":2,"id":%1$d,
             "diff_hunk":"@@ -4,5 +4,6 @@ def count(cards):\\n+    total = 0\\n+    for card in cards:\\n+        total = total + 1",
             "path":"%2$s","position":null,"commit_id":"%5$s","original_commit_id":"%4$s",
             "user":{"login":"babbage","type":"User"},"body":%3$s,"author_association":"OWNER","start_line":null,
             "html_url":"https://github.com/lovelace/engine/pull/12#discussion_r%1$d","line":null,"side":"RIGHT",
             "original_line":8,"original_start_line":7,
             "pull_request_url":"$API/repos/lovelace/engine/pulls/12"}
            """.replace("%1$d", String.valueOf(id))
                .replace("%2$s", path)
                .replace("%3$s", Json.line(body))
                .replace("%4$s", THEN)
                .replace("%5$s", HEAD);
    }

    private void collect() throws InterruptedException {
        GitHubCollector.of(Map.of("GITHUB_API_URL", server.address(), "GITHUB_TOKEN", token), CLOCK, QUICK)
                .collect(HeardDoor.order("lovelace/engine", folder, null), door);
    }

    @Test
    void aPullRequestBecomesADiffFromWhereItsBranchParted() throws InterruptedException {
        collect();
        assertThat(door.rows).singleElement().satisfies(row -> {
            var diff = (Example.Diff) row.example();
            assertThat(diff.request()).isEqualTo("Return an empty text for a missing card");
            assertThat(diff.before()).contains("return card.strip()").doesNotContain("None");
            assertThat(diff.diff()).contains("+    if card is None:\n+        return \"\"");
            assertThat(row.phase()).isEqualTo(1);
            assertThat(row.origin().licence()).isEqualTo("MIT");
            assertThat(row.origin().tier()).isEqualTo(Tier.TRAIN_FIRST);
            assertThat(row.origin().item().key()).isEqualTo("lovelace/engine#12");
            assertThat(row.origin().item().revision()).isEqualTo(HEAD);
            assertThat(row.origin().item().address()).isEqualTo("https://github.com/lovelace/engine/pull/12");
        });
        assertThat(door.news).anyMatch(news -> news.contains("one to three in a hundred"));
        assertThat(door.news).anyMatch(news -> news.contains("60 requests an hour"));
        assertThat(door.mark).isNull();
    }

    @Test
    void aReviewCommentAndWhatFollowedBecomeAPair() throws InterruptedException {
        server.put(PULLS, "[]");
        server.put(
                COMMENTS,
                "[" + comment(9, "src/count.py", "Please use the built-in `len` instead of a loop, @ada.")
                        + "," + comment(8, "src/count.py", "Nice, I like this one a lot!")
                        + "," + comment(7, "README.md", "Please say what it counts here instead.")
                        + "]");
        server.put("/repos/lovelace/engine/pulls/12", pull(12, "Count the cards", "User", "\"2026-01-02T03:04:05Z\""));
        server.put("/repos/lovelace/engine/contents/src/count.py?ref=" + THEN, OLD);
        server.put(
                "/repos/lovelace/engine/contents/src/count.py?ref=" + HEAD,
                OLD.replace(
                        "    total = 0\n    for card in cards:\n        total = total + 1\n    return total\n",
                        "    return len(cards)\n"));
        collect();
        assertThat(door.rows).singleElement().satisfies(row -> {
            var pair = (Example.Preference) row.example();
            assertThat(pair.prompt().getFirst().content())
                    .contains("src/count.py", "@@ -4,5 +4,6 @@", "Please use the built-in `len` instead of a loop")
                    .doesNotContain("@ada", "babbage");
            assertThat(pair.chosen()).contains("return len(cards)").doesNotContain("total");
            assertThat(pair.rejected()).contains("total = total + 1").doesNotContain("len(");
            assertThat(row.phase()).isEqualTo(4);
            assertThat(row.origin().tier()).isEqualTo(Tier.HIGH_VALUE);
            assertThat(row.origin().item().key()).isEqualTo("lovelace/engine#12 r9");
        });
        assertThat(door.refused)
                .anyMatch(reason -> reason.contains("praise"))
                .anyMatch(reason -> reason.contains("no source code"));
    }

    @Test
    void aCommentWhoseCommitVanishedIsRefused() throws InterruptedException {
        server.put(PULLS, "[]");
        server.put(
                COMMENTS, "[" + comment(9, "src/count.py", "Please use the built-in `len` instead of a loop.") + "]");
        server.put("/repos/lovelace/engine/pulls/12", pull(12, "Count the cards", "User", "\"2026-01-02T03:04:05Z\""));
        collect();
        assertThat(door.rows).isEmpty();
        assertThat(door.refused).singleElement().asString().contains("its commits are gone");
    }

    @Test
    void robotsUnmergedAndEmptyOnesAreRefusedWithoutAskingMore() throws InterruptedException {
        server.put(
                PULLS,
                "[" + pull(1, "Return an empty text for a missing card", "Bot", "\"2026-01-02T03:04:05Z\"") + ","
                        + pull(2, "Return an empty text for a missing card", "User", "null") + ","
                        + pull(3, "Fix", "User", "\"2026-01-02T03:04:05Z\"") + "]");
        collect();
        assertThat(door.rows).isEmpty();
        assertThat(door.refused).hasSize(3);
        assertThat(server.asked).noneMatch(path -> path.contains("/files"));
    }

    @Test
    void itWaitsAsLongAsItIsAskedAndTriesAgain() throws InterruptedException, IOException {
        server.faults.add(new GitHubServer.Fault(500, Map.of(), "{}"));
        server.faults.add(new GitHubServer.Fault(429, Map.of("Retry-After", "1"), "{}"));
        server.faults.add(new GitHubServer.Fault(
                403,
                Map.of(
                        "X-RateLimit-Remaining",
                        "0",
                        "X-RateLimit-Reset",
                        String.valueOf(CLOCK.instant().getEpochSecond())),
                "{\"message\":\"API rate limit exceeded\"}"));
        collect();
        server.cut = true;
        door.rows.clear();
        AtomicFiles.deleteTree(folder.resolve("answers"));
        collect();
        assertThat(door.rows).hasSize(1);
    }

    @Test
    void aSpentQuotaEndsItAndItGoesOnWhereItWas() throws InterruptedException {
        var second = PULLS + "&page=2";
        server.next(PULLS, second.substring(0));
        server.put(second, "[" + pull(13, "Fix", "User", "\"2026-01-02T03:04:05Z\"") + "]");
        var spent = new GitHubServer.Fault(
                403,
                Map.of(
                        "X-RateLimit-Remaining",
                        "0",
                        "X-RateLimit-Reset",
                        String.valueOf(CLOCK.instant().getEpochSecond() + 3_000)),
                "{}");
        door.most = 1;
        collect();
        assertThat(door.rows).hasSize(1);
        door.most = 100;
        server.faults.add(spent);
        assertThatThrownBy(this::collect)
                .isInstanceOf(NetException.class)
                .hasMessageContaining("asks to wait 51 minutes");
        collect();
        assertThat(door.refused).singleElement().asString().contains("lovelace/engine#13");
        assertThat(door.mark).isNull();
    }

    @Test
    void whatDidNotChangeIsAskedForUnderACondition() throws InterruptedException {
        collect();
        int before = server.unchanged.size();
        collect();
        assertThat(server.unchanged.size() - before).isGreaterThanOrEqualTo(5);
        assertThat(door.rows).hasSize(2);
        assertThat(door.rows.getFirst().example()).isEqualTo(door.rows.getLast().example());
    }

    @Test
    void theTokenStaysWithItsHostAndInNoMessage() throws InterruptedException {
        token = "ghp_s3cret";
        server.move("/repos/lovelace/engine", server.elsewhere() + "/repositories/1296269");
        server.put("/repositories/1296269", "{\"full_name\":\"lovelace/engine\"}");
        collect();
        assertThat(server.tokens).isNotEmpty().allMatch("127.0.0.1 Bearer ghp_s3cret"::equals);
        assertThat(door.news).noneMatch(news -> news.contains("60 requests"));
        server.badToken = "Bearer ghp_s3cret";
        assertThatThrownBy(this::collect)
                .hasMessageContaining("does not know the token")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void strangeAnswersAreSaid() {
        server.put("/repos/lovelace/engine", "<html>Sign in</html>");
        assertThatThrownBy(this::collect).hasMessageContaining("web page where data belongs");
        server.put("/repos/lovelace/engine", "{}");
        assertThatThrownBy(this::collect).isInstanceOf(NetException.class);
        server.put("/repos/lovelace/engine", "{\"full_name\":\"lovelace/engine\"}");
        server.put(PULLS, "{\"message\":\"?\"}");
        assertThatThrownBy(this::collect).isInstanceOf(NetException.class);
    }

    @Test
    void theLicenceGateHolds() {
        server.licence("lovelace/engine", "All rights reserved.");
        assertThatThrownBy(this::collect)
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("not recognised (LICENSE)");
        assertThat(server.asked).noneMatch(path -> path.contains("/pulls"));
        assertThatThrownBy(() -> GitHubCollector.of(Map.of("GITHUB_API_URL", server.address()), CLOCK, QUICK)
                        .collect(HeardDoor.order("../x", folder, null), door))
                .hasMessageContaining("OWNER/REPO");
        assertThatThrownBy(() -> GitHubCollector.of(Map.of("GITHUB_API_URL", server.address()), CLOCK, QUICK)
                        .collect(HeardDoor.order("nobody/nothing", folder, null), door))
                .hasMessageContaining("GitHub has no repository nobody/nothing");
    }

    @Test
    void theTopRepositoriesAreListedAndTakenWhenChosen() throws InterruptedException {
        server.put(
                "/search/repositories?q=language%3A%22python%22%20stars%3A%3E%3D50%20archived%3Afalse&sort=stars"
                        + "&order=desc&per_page=100",
                """
                {"total_count":3,"incomplete_results":false,"items":[
                 {"full_name":"lovelace/engine","stargazers_count":81234,"size":2048,"license":{"spdx_id":"MIT"}},
                 {"full_name":"x/gpl","stargazers_count":80,"size":1,"license":{"spdx_id":"GPL-3.0"}},
                 {"full_name":"x/none","stargazers_count":70,"size":1,"license":null}]}
                """);
        var top = GitHubTopCollector.of(Map.of("GITHUB_API_URL", server.address()), CLOCK, QUICK);
        assertThatThrownBy(() -> top.collect(HeardDoor.order("python?stars=50", folder, null), door))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("--yes");
        assertThat(door.news).containsExactly("lovelace/engine: 81,234 stars, MIT, 2 MB");
        assertThat(door.rows).isEmpty();
        top.collect(HeardDoor.order("python?stars=50", folder, null, true, Map.of()), door);
        assertThat(door.rows).hasSize(1);
        top.collect(
                HeardDoor.order("python", folder, null, false, Map.of("only", "lovelace/engine, nobody/nothing")),
                door);
        assertThat(door.rows).hasSize(2);
        assertThat(door.refused).singleElement().asString().startsWith("nobody/nothing");
        assertThat(door.mark).isNull();
        for (var wrong : List.of("", "?stars=5", "java?stars=x", "java?size=3")) {
            assertThatThrownBy(() -> top.collect(HeardDoor.order(wrong, folder, null), door))
                    .as(wrong)
                    .isInstanceOf(ImportException.class);
        }
    }
}
