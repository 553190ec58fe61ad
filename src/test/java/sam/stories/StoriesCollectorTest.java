package sam.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.library.Example;
import sam.library.Library;
import sam.library.Origin;
import sam.processes.ChildJvm;
import sam.texts.Zips;
import tools.jackson.databind.JsonNode;

/// Stories on their way into a real library, read by a real child process.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StoriesCollectorTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));

    @TempDir
    Path folder;

    private final Prose prose = new Prose(21);
    private Path stories = Path.of(".");
    private Path file = Path.of(".");
    private @Nullable Library open;

    @BeforeEach
    void files() throws IOException {
        stories = Files.createDirectories(folder.resolve("stories"));
        file = folder.resolve("library.sqlite");
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    private Library library() {
        if (open == null) {
            open = Library.open(file, CLOCK);
        }
        return open;
    }

    private CollectOrder order(@Nullable Long limit, Map<String, String> options) {
        var desk = Collection.desk(file, "stories:" + stories);
        return new CollectOrder(stories.toString(), limit, 0, null, null, null, null, false, desk, options);
    }

    private CollectReport collect(@Nullable Long limit, Map<String, String> options, BooleanSupplier cancelled)
            throws InterruptedException {
        return Collection.run(
                StoriesCollector.of(Map.of(), CLOCK),
                "stories:" + stories,
                null,
                order(limit, options),
                library(),
                new Collection.Watch() {
                    @Override
                    public void at(Collection.Progress now) {}

                    @Override
                    public void said(String news) {}
                },
                cancelled);
    }

    private CollectReport collect(Map<String, String> options) throws InterruptedException {
        return collect(null, options, () -> false);
    }

    /// Keeps what a collector hands over, with its origins.
    private static final class Hands implements Door {
        final List<Example> examples = new ArrayList<>();
        final List<Origin> origins = new ArrayList<>();
        final Map<String, String> refusals = new HashMap<>();
        final List<String> said = new ArrayList<>();

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void take(int phase, Example example, Origin origin) {
            assertThat(phase).isEqualTo(2);
            examples.add(example);
            origins.add(origin);
        }

        @Override
        public void refuse(String place, String reason, String row) {
            refusals.put(place, reason);
        }

        @Override
        public void at(long done, long all, String unit) {}

        @Override
        public void say(String news) {
            said.add(news);
        }

        @Override
        public java.util.Optional<JsonNode> marked() {
            return java.util.Optional.empty();
        }

        @Override
        public void mark(@Nullable JsonNode place) {}
    }

    private Hands handed(Map<String, String> options) throws IOException, InterruptedException {
        var hands = new Hands();
        Files.createDirectories(order(null, options).desk());
        StoriesCollector.of(Map.of(), CLOCK).collect(order(null, options), hands);
        return hands;
    }

    private Path ao3(String name) throws IOException {
        var html = Ao3Files.html(Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, List.of(prose.html(30), prose.html(30)));
        return Files.writeString(stories.resolve(name), html);
    }

    private Path text(String name, int paragraphs) throws IOException {
        return Files.writeString(stories.resolve(name), String.join("\n\n", prose.paragraphs(paragraphs)));
    }

    @Test
    void everyRowCarriesItsWorkItsAuthorAndWhatMayBeDoneWithIt() throws Exception {
        ao3("a.html");
        for (var permission : Permission.values()) {
            var hands = handed(Map.of("permission", permission.option()));
            assertThat(hands.origins).isNotEmpty().allSatisfy(origin -> {
                assertThat(origin.licence()).isEqualTo(permission.licence());
                assertThat(origin.tier().number()).isEqualTo(1);
                assertThat(origin.item().author()).isEqualTo("mirrorvoss");
                assertThat(origin.item().group()).isEqualTo("https://archiveofourown.org/works/123456");
                assertThat(origin.item().address()).isEqualTo("https://archiveofourown.org/works/123456");
            });
            assertThat(new HashSet<>(hands.origins.stream()
                            .map(origin -> origin.item().key())
                            .toList()))
                    .hasSameSizeAs(hands.origins);
            assertThat(hands.said.toString().contains("stays private")).isEqualTo(permission == Permission.NONE);
        }
        assertThat(handed(Map.of()).origins.getFirst().licence())
                .as("asked before, and answered")
                .isEqualTo("all rights reserved");
    }

    @Test
    void thePlanSaysExactlyWhatIsMade() throws Exception {
        ao3("a.html");
        text("b.txt", 40);
        Files.writeString(stories.resolve("c.txt"), "Short.");
        Files.writeString(stories.resolve("d.pdf"), "%PDF-1.7");
        Files.writeString(stories.resolve("e.png"), "no story, and nobody says so");
        for (var options : List.of(
                Map.<String, String>of(),
                Map.of("target", "60", "kinds", "continue,describe"),
                Map.of("most", "3", "target", "40"))) {
            var choices = StoryChoices.of(options);
            var plan = Objects.requireNonNull(StoriesCollector.plan(
                    stories.toString(), choices, order(null, options).desk(), () -> false));
            assertThat(plan.works()).hasSize(4);
            assertThat(plan.works())
                    .extracting(StoryPlan.Line::refusal)
                    .containsExactly(null, null, StoryFile.TOO_SHORT, StoryFile.OTHER_FORMAT);
            var hands = handed(options);
            assertThat(hands.examples).hasSize((int) plan.rows()).isNotEmpty();
            assertThat(hands.refusals).containsOnlyKeys("c.txt", "d.pdf");
            assertThat(StoryChoices.of(choices.options())).isEqualTo(choices);
        }
    }

    @Test
    void onlyTheWorksAndKindsChosenAreTaken() throws Exception {
        ao3("a.html");
        text("b.txt", 40);
        var plan = Objects.requireNonNull(StoriesCollector.plan(
                stories.toString(), StoryChoices.USUAL, order(null, Map.of()).desk(), () -> false));
        var id = Objects.requireNonNull(plan.works().getLast().work()).id();
        var hands = handed(Map.of("works", id, "kinds", "continue", "permission." + id, "own"));
        assertThat(hands.origins)
                .isNotEmpty()
                .allMatch(origin -> origin.licence().equals("own"));
        assertThat(hands.origins).extracting(origin -> origin.item().group()).containsOnly("story:" + id);
        assertThatThrownBy(() -> handed(Map.of("kinds", "poems")))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("poems");
        assertThatThrownBy(() -> handed(Map.of("permission", "maybe"))).hasMessageContaining("maybe");
        assertThatThrownBy(() -> handed(Map.of("target", "9"))).hasMessageContaining("target");
        assertThatThrownBy(() -> handed(Map.of("colour", "red"))).hasMessageContaining("colour");
    }

    @Test
    void collectingAgainAndTheSameWorkAsEpubBringNothingTwice() throws Exception {
        var chapters = List.of(prose.html(30), prose.html(30));
        Files.writeString(stories.resolve("a.html"), Ao3Files.html(Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, chapters));
        var first = collect(Map.of());
        assertThat(first.taken()).isGreaterThan(10);
        assertThat(first.licence()).isEqualTo("all rights reserved");
        Ao3Files.epub(stories.resolve("b.epub"), Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, chapters);
        var again = collect(Map.of());
        assertThat(again.taken()).isZero();
        assertThat(again.duplicates()).isEqualTo(2 * first.taken());
    }

    @Test
    void refusalsCountByReasonAndARefusedWorkLeavesNoTrace() throws Exception {
        text("a.txt", 30);
        Files.write(stories.resolve("empty.txt"), new byte[0]);
        Zips.bytes(stories.resolve("bomb.epub"), Map.of("a", new byte[8 << 20]));
        Files.writeString(
                stories.resolve("minor.html"),
                Ao3Files.html(
                        new Ao3Files.Tags("Explicit", "Underage Sex", List.of("Lakes")),
                        "zanzibar",
                        List.of("<p>zanzibar</p>" + prose.html(30))));
        var report = collect(Map.of());
        assertThat(report.refused()).isEqualTo(3);
        assertThat(report.reasons().keySet())
                .anyMatch(reason -> reason.equals(Triage.REASON))
                .anyMatch(reason -> reason.contains("ZIP bomb"))
                .anyMatch(reason -> reason.contains("is empty"));
        assertThat(report.toString()).doesNotContain("zanzibar");
        Objects.requireNonNull(open).close();
        open = null;
        try (var all = Files.walk(folder)) {
            for (var each : all.filter(Files::isRegularFile)
                    .filter(path -> !path.startsWith(stories))
                    .toList()) {
                assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
                        .as("%s", each)
                        .doesNotContain("zanzibar");
            }
        }
    }

    @Test
    void aLimitIsKeptAndALaterRunGoesOn() throws Exception {
        for (int i = 0; i < 4; i++) {
            text("s" + i + ".txt", 30);
        }
        assertThat(collect(7L, Map.of(), () -> false).taken()).isEqualTo(7);
        var rest = collect(null, Map.of(), () -> false);
        assertThat(rest.taken()).isPositive();
        assertThat(rest.duplicates()).isLessThanOrEqualTo(7);
        assertThat(collect(Map.of()).taken()).isZero();
    }

    @Test
    void aFileThatKillsItsReaderIsRefusedAndTheNextOneIsRead() throws Exception {
        var good = text("good.txt", 30);
        var large = Files.writeString(stories.resolve("large.txt"), "word. ".repeat(3 << 20));
        try (var reader = new StoryReader("64m", Duration.ofMinutes(1))) {
            assertThat(Objects.requireNonNull(reader.read(large, "large", () -> false))
                            .refusal())
                    .isEqualTo(StoryReader.DIED);
            assertThat(Objects.requireNonNull(reader.read(good, "good", () -> false))
                            .work())
                    .isNotNull();
        }
        try (var impatient = new StoryReader("256m", Duration.ofMillis(1))) {
            assertThat(Objects.requireNonNull(impatient.read(good, "good", () -> false))
                            .refusal())
                    .isEqualTo(StoryReader.TOO_LONG);
        }
        try (var stopped = new StoryReader("256m", Duration.ofMinutes(1))) {
            assertThat(stopped.read(large, "large", () -> true)).isNull();
        }
    }

    /// Collects what it is told to, and says each work that is done.
    static final class Child {
        public static void main(String[] args) throws Exception {
            var file = Path.of(args[0]);
            var source = "stories:" + args[1];
            try (var library = Library.open(file, CLOCK)) {
                var order = new CollectOrder(
                        args[1], null, 0, null, null, null, null, false, Collection.desk(file, source), Map.of());
                Collection.run(
                        StoriesCollector.of(Map.of(), CLOCK),
                        source,
                        null,
                        order,
                        library,
                        new Collection.Watch() {
                            @Override
                            public void at(Collection.Progress now) {
                                System.out.println(now.done());
                            }

                            @Override
                            public void said(String news) {}
                        },
                        () -> false);
            }
            System.out.println("done");
        }
    }

    @Test
    void killedAtAnyWorkItGoesOnWithNothingLostOrTwice() throws Exception {
        for (int i = 0; i < 9; i++) {
            text("s" + i + ".txt", 30);
        }
        long rows = Objects.requireNonNull(StoriesCollector.plan(
                        stories.toString(), StoryChoices.USUAL, folder.resolve("elsewhere"), () -> false))
                .rows();
        for (int killed = 1; killed <= 7; killed += 3) {
            var process = new ProcessBuilder(
                            ChildJvm.withHeap("256m").command(Child.class, file.toString(), stories.toString()))
                    .redirectError(folder.resolve("log").toFile())
                    .start();
            try (var said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (var line = said.readLine(); line != null; line = said.readLine()) {
                    if (!line.equals("done") && Long.parseLong(line) >= killed) {
                        break;
                    }
                }
            }
            process.destroyForcibly().waitFor();
        }
        var rest = collect(Map.of());
        assertThat(rest.taken()).as("not begun anew").isLessThan(rows);
        var all = collect(Map.of());
        assertThat(all.taken()).isZero();
        assertThat(all.duplicates()).isEqualTo(rows);
        assertThat(library().sources().getFirst().waiting()).isEqualTo(rows);
    }
}
