package sam.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.library.Decision;
import sam.library.Example;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.StoredExample;
import sam.library.Tier;
import sam.protocol.Objective;
import sam.rows.Message;

/// Whoever counts what a phase trains on, and whoever freezes it, gets one answer.
class PhaseSelectionTest {
    private static final List<String> SOURCES = List.of("alpaca", "diffs", "own lines");

    @TempDir
    Path folder;

    private Library library;

    @BeforeEach
    void open() {
        library = Library.open(
                folder.resolve("library.sqlite"), InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")));
    }

    @AfterEach
    void close() {
        library.close();
    }

    @Test
    void whatIsCountedIsWhatIsFrozenForEveryObjectiveReplayAndLimit() throws IOException {
        var random = new Random(17);
        fill(random, 600);
        for (var objective : Objective.values()) {
            for (int round = 0; round < 6; round++) {
                var limits = round % 2 == 0
                        ? Map.<String, Limit>of()
                        : Map.of("alpaca", Limit.rows(random.nextInt(40)), "diffs", Limit.share(0.1 + 0.3 * round / 6));
                var replay = round < 2 ? Map.<Integer, Integer>of() : Map.of(1, random.nextInt(30), 2, 1000);
                var selection = PhaseSelection.of(library, 3, Optional.of(objective), replay, limits);
                var manifest = Snapshots.write(selection, round, folder.resolve("snapshot"));

                var count = selection.count(round);
                assertThat(count.all()).isEqualTo(manifest.rows());
                count.replayed()
                        .forEach((phase, rows) -> assertThat(
                                        (long) manifest.replayed().get(phase))
                                .isEqualTo(rows));
                assertThat(Files.readAllLines(folder.resolve("snapshot/train.jsonl")))
                        .hasSize(manifest.rows());
                limits.forEach((source, limit) -> assertThat(manifest.sources().getOrDefault(source, 0))
                        .as("%s limited to %s, and what replay brings", source, limit)
                        .isLessThanOrEqualTo(limit.rows() != null ? limit.rows().intValue() + 60 : 600));
            }
        }
    }

    @Test
    void ktoCountsRejectedAnswersAndBothSidesOfAPair() throws IOException {
        accept(3, "alpaca", 4);
        library.add(List.of(row(3, new Example.Preference(List.of(Message.user("Q")), "good", "bad"), "alpaca")));
        library.add(List.of(row(3, new Example.Chat(List.of(Message.assistant("no question"))), "alpaca")));
        library.acceptAll();
        accept(3, "diffs", 2);
        for (var row : waiting(3)) {
            library.decide(new Decision.Judge(row.id(), Status.REJECTED));
        }

        var selection = PhaseSelection.of(library, 3, Optional.of(Objective.KTO), Map.of(), Map.of());
        assertThat(selection.count(1).all()).isEqualTo(4 + 2 + 2);
        assertThat(Snapshots.write(selection, 1, folder.resolve("kto")).rows()).isEqualTo(8);
    }

    @Test
    void aLimitDrawsBySeedAndIsWrittenInTheManifest() throws IOException {
        accept(1, "alpaca", 50);
        accept(1, "own lines", 5);
        library.acceptAll();
        var limits = Map.of("alpaca", Limit.rows(10));
        var first = write(limits, 1);
        assertThat(first).hasSize(15);
        assertThat(write(limits, 1)).isEqualTo(first);
        assertThat(new HashSet<>(write(limits, 2))).isNotEqualTo(new HashSet<>(first));
        assertThat(write(Map.of("alpaca", Limit.share(0.5)), 1)).hasSize(30);
        assertThat(write(Map.of("alpaca", Limit.rows(0)), 1)).hasSize(5);
        var manifest = Json.MAPPER.readValue(
                Files.readAllBytes(folder.resolve("limited/manifest.json")), Snapshots.Manifest.class);
        assertThat(manifest.limits()).isEqualTo(Map.of("alpaca", Limit.rows(0)));
    }

    @Test
    void whatIsHeldOutAndDocumentsAreNeverTrainedOn() throws IOException {
        accept(1, "alpaca", 3);
        library.acceptAll();
        library.add(List.of(row(1, new Example.Document("Title", "Text"), "alpaca")));
        library.acceptAll();
        var held = new ArrayList<StoredExample>();
        library.accepted(1, held::add);
        library.decide(new Decision.HoldOut(List.of(held.getFirst().id()), true));
        var selection = PhaseSelection.of(library, 1, Optional.of(Objective.SFT), Map.of(), Map.of());
        assertThat(selection.count(1).all()).isEqualTo(2);
        assertThat(Snapshots.write(selection, 1, folder.resolve("held")).rows()).isEqualTo(2);
    }

    @Test
    void aLimitIsARowCountOrAShareAndNothingElse() {
        assertThat(Limit.parse("10000")).isEqualTo(Limit.rows(10_000));
        assertThat(Limit.parse(" 12.5% ")).isEqualTo(Limit.share(0.125));
        for (var text : List.of("", "%", "-1", "0%", "101%", "NaN%", "ten", "1e3")) {
            assertThatThrownBy(() -> Limit.parse(text)).isInstanceOf(LibraryException.class);
        }
    }

    @Test
    void aProjectWrittenBeforeThereWereLimitsIsReadAndOneWithLimitsKeepsThem() throws IOException {
        var project = folder.resolve("project");
        Files.createDirectories(project);
        Files.writeString(project.resolve("project.json"), """
            {"name":"Old","base":"base","prompts":[],
             "phases":[{"number":1,"name":"Instruction","objective":"sft","settings":{},"replay":{}}]}
            """);
        var old = Project.open(project);
        assertThat(old.phase(1).limits()).isEmpty();
        old.save();
        assertThat(Files.readString(project.resolve("project.json"))).doesNotContain("limits");

        var phase = old.phase(1);
        var limited = new Project.Phase(
                1,
                phase.name(),
                phase.objective(),
                phase.settings(),
                phase.replay(),
                Map.of("diffs", Limit.rows(10_000), "alpaca", Limit.share(0.25)));
        new Project(project, new Project.Content("Old", "base", List.of(), List.of(limited))).save();
        assertThat(Project.open(project).phase(1)).isEqualTo(limited);
    }

    private List<String> write(Map<String, Limit> limits, long seed) throws IOException {
        var selection = PhaseSelection.of(library, 1, Optional.of(Objective.SFT), Map.of(), limits);
        var manifest = Snapshots.write(selection, seed, folder.resolve("limited"));
        assertThat(selection.count(seed).all()).isEqualTo(manifest.rows());
        return Files.readAllLines(folder.resolve("limited/train.jsonl"));
    }

    private void accept(int phase, String source, int count) {
        var rows = new ArrayList<NewExample>();
        for (int i = 0; i < count; i++) {
            rows.add(row(
                    phase,
                    new Example.Chat(List.of(
                            Message.user("%s question %d".formatted(source, i)), Message.assistant("answer " + i))),
                    source));
        }
        library.add(rows);
    }

    private static NewExample row(int phase, Example example, String source) {
        return new NewExample(phase, example, new Origin(source, 1, "MIT", Tier.TRAIN_FIRST), Status.WAITING);
    }

    private List<StoredExample> waiting(int phase) {
        return library.waiting(phase, false, 1000);
    }

    /// Rows of every kind and phase, a third of them rejected, some held out, some without a question.
    private void fill(Random random, int count) {
        var rows = new ArrayList<NewExample>();
        for (int i = 0; i < count; i++) {
            var question = List.of(Message.user("question " + i));
            var example = switch (random.nextInt(6)) {
                case 0 -> new Example.Preference(question, "better " + i, "worse " + i);
                case 1 -> new Example.Reasoned(question, "because " + i, "so " + i);
                case 2 -> new Example.Diff("change " + i, "", "+ " + i);
                case 3 -> new Example.Chat(List.of(Message.assistant("alone " + i)));
                default -> new Example.Chat(List.of(question.getFirst(), Message.assistant("answer " + i)));
            };
            rows.add(row(1 + random.nextInt(3), example, SOURCES.get(random.nextInt(SOURCES.size()))));
        }
        library.add(rows);
        for (int phase = 1; phase <= 3; phase++) {
            for (boolean pairs : new boolean[] {false, true}) {
                for (var row : library.waiting(phase, pairs, count)) {
                    if (random.nextInt(3) == 0 && !pairs) {
                        library.decide(new Decision.Judge(row.id(), Status.REJECTED));
                    }
                }
            }
        }
        library.acceptAll();
        for (int phase = 1; phase <= 3; phase++) {
            var held = new ArrayList<Long>();
            library.accepted(phase, row -> {
                if (random.nextInt(10) == 0) {
                    held.add(row.id());
                }
            });
            library.decide(new Decision.HoldOut(held, true));
        }
    }
}
