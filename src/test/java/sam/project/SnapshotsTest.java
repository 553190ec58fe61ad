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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.library.Decision;
import sam.library.Example;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.LibraryTest;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.protocol.Objective;
import sam.rows.Message;

class SnapshotsTest {
    @TempDir
    Path folder;

    private Library library;
    private Path out;

    @BeforeEach
    void open() {
        library = Library.open(
                folder.resolve("library.sqlite"), InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")));
        out = folder.resolve("snapshot");
    }

    @AfterEach
    void close() {
        library.close();
    }

    private void accept(int phase, Example example, String source, String licence, Tier tier) {
        library.add(List.of(new NewExample(phase, example, new Origin(source, 1, licence, tier), Status.ACCEPTED)));
    }

    private void accept(int phase, Example example) {
        accept(phase, example, "mine", "CC0-1.0", Tier.TRAIN_FIRST);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(out.resolve("train.jsonl"));
    }

    @Test
    void everyKindHasItsShape() throws IOException {
        accept(1, LibraryTest.chat("Hi\n“you”", "Hello"));
        accept(1, new Example.Reasoned(List.of(Message.user("2 + 3?")), "Two and three are five.", "5"));
        accept(1, new Example.Diff("Rename a to b", "int a;", "-int a;\n+int b;"));
        write(1, Map.of(), 1, out);
        assertThat(lines())
                .containsExactly(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\\n"
                                + "“you”\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"2 +"
                                + " 3?\"},{\"role\":\"assistant\",\"content\":\"Two and three are five.\\n"
                                + "\\n"
                                + "The answer is 5.\"}]}",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Rename a to b\\n"
                                + "\\n"
                                + "int a;\"},{\"role\":\"assistant\",\"content\":\"-int a;\\n"
                                + "+int b;\"}]}");
    }

    @Test
    void pairsHaveTheirPromptApartAndTheRightWinner() throws IOException {
        accept(4, LibraryTest.pair("Say hi", "Hi!", "No."));
        long id = library.search("Hi!", 1).getFirst().id();
        library.decide(new Decision.Prefer(id, Decision.Choice.RIGHT, true, false, 1));
        write(4, Map.of(), 1, out);
        assertThat(lines())
                .containsExactly(
                        "{\"prompt\":[{\"role\":\"user\",\"content\":\"Say"
                            + " hi\"}],\"chosen\":[{\"role\":\"assistant\",\"content\":\"No.\"}],\"rejected\":[{\"role\":\"assistant\",\"content\":\"Hi!\"}]}");
    }

    @Test
    void forKtoWhatWasAcceptedIsGoodWhatWasRejectedIsNotAndAPairIsOneOfEach() throws IOException {
        accept(4, LibraryTest.chat("a", "good"));
        reject(LibraryTest.chat("b", "bad"), Tier.TRAIN_FIRST);
        reject(LibraryTest.chat("secret", "never"), Tier.RETRIEVE_ONLY);
        reject(LibraryTest.pair("left", "out", "both"), Tier.TRAIN_FIRST);
        accept(4, LibraryTest.pair("c", "better", "worse"));
        library.add(List.of(LibraryTest.waiting(4, LibraryTest.chat("w", "w"))));

        var manifest = write(4, Optional.of(Objective.KTO), Map.of(), 1, out);

        assertThat(lines())
                .containsExactly(
                        judged("a", "good", true),
                        judged("c", "better", true),
                        judged("c", "worse", false),
                        judged("b", "bad", false));
        assertThat(manifest.rows()).isEqualTo(4);
        assertThat(manifest.leftOut()).isEqualTo(1);
    }

    @Test
    void anObjectiveOfPairsNeverGetsAnswersOfPhaseFour() {
        accept(4, LibraryTest.chat("a", "good"));
        assertThatThrownBy(() -> write(4, Optional.of(Objective.ORPO), Map.of(), 1, out))
                .isInstanceOf(LibraryException.class)
                .hasMessageStartingWith("Phase 4 has no accepted examples to train on.");
    }

    private void reject(Example example, Tier tier) {
        library.add(List.of(new NewExample(4, example, new Origin("mine", 1, "CC0-1.0", tier), Status.WAITING)));
        long id = library.search(example.opening(), 9).stream()
                .filter(row -> row.example().equals(example))
                .findFirst()
                .orElseThrow()
                .id();
        library.decide(new Decision.Judge(id, Status.REJECTED));
    }

    private static String judged(String question, String answer, boolean label) {
        return ("{\"prompt\":[{\"role\":\"user\",\"content\":\"%s\"}],"
                        + "\"completion\":[{\"role\":\"assistant\",\"content\":\"%s\"}],\"label\":%s}")
                .formatted(question, answer, label);
    }

    @Test
    void onlyAcceptedRowsOfThePhaseAreWrittenAndTheManifestCountsThem() throws IOException {
        accept(1, LibraryTest.chat("a", "1"), "letters", "MIT", Tier.TRAIN_FIRST);
        accept(1, LibraryTest.chat("b", "2"), "letters", "MIT", Tier.TRAIN_FIRST);
        accept(1, LibraryTest.chat("c", "3"), "stories", "CC0-1.0", Tier.HIGH_VALUE);
        accept(2, LibraryTest.chat("d", "4"));
        accept(1, LibraryTest.pair("e", "5", "6"));
        library.add(List.of(LibraryTest.waiting(1, LibraryTest.chat("w", "w"))));
        var manifest = write(1, Map.of(), 9, out);
        assertThat(manifest)
                .isEqualTo(new Snapshots.Manifest(
                        1,
                        3,
                        Map.of(),
                        Map.of("letters", 2, "stories", 1),
                        Map.of("MIT", 2, "CC0-1.0", 1),
                        9,
                        Hashes.sha256(out.resolve("train.jsonl")),
                        1,
                        Map.of()));
        assertThat(Json.MAPPER.readValue(Files.readAllBytes(out.resolve("manifest.json")), Snapshots.Manifest.class))
                .isEqualTo(manifest);
        assertThat(lines()).hasSize(3);
    }

    @Test
    void replayIsDrawnBySeedFromEarlierPhasesOnly() throws IOException {
        for (int i = 0; i < 50; i++) {
            accept(1, LibraryTest.chat("old " + i, "a"));
            accept(2, LibraryTest.chat("new " + i, "a"));
        }
        var manifest = write(2, Map.of(1, 12), 5, out);
        var first = lines();
        assertThat(manifest.rows()).isEqualTo(62);
        assertThat(manifest.replayed()).isEqualTo(Map.of(1, 12));
        assertThat(first.stream().filter(line -> line.contains("old "))).hasSize(12);
        assertThat(new HashSet<>(first)).hasSize(62);

        write(2, Map.of(1, 12), 5, out);
        assertThat(lines()).isEqualTo(first);
        write(2, Map.of(1, 12), 6, out);
        assertThat(lines()).isNotEqualTo(first);
        assertThat(write(2, Map.of(1, 500), 5, out).replayed()).isEqualTo(Map.of(1, 50));
        for (int phase : List.of(2, 3, 0)) {
            assertThatThrownBy(() -> write(2, Map.of(phase, 1), 5, out)).hasMessageContaining("only earlier phases");
        }
    }

    @Test
    void replayTakesOnlyRowsOfTheSameShape() throws IOException {
        accept(1, LibraryTest.chat("answer", "a"));
        accept(3, LibraryTest.pair("pair", "a", "b"));
        accept(4, LibraryTest.pair("own", "a", "b"));
        var manifest = write(4, Map.of(1, 5, 3, 5), 5, out);
        assertThat(manifest.replayed()).isEqualTo(Map.of(1, 0, 3, 1));
        assertThat(lines()).hasSize(2).allMatch(line -> line.contains("\"chosen\""));
    }

    @Test
    void tierThreeAndDocumentsAreNeverWritten() throws IOException {
        accept(1, LibraryTest.chat("fact", "yes"), "encyclopedia", "CC-BY-SA-4.0", Tier.RETRIEVE_ONLY);
        accept(1, new Example.Document("Title", "Text"));
        library.acceptAll();
        assertThatThrownBy(() -> write(1, Map.of(), 1, out))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("no accepted examples");
        assertThat(out.resolve("train.jsonl")).doesNotExist();
        accept(1, LibraryTest.chat("task", "done"));
        write(1, Map.of(), 1, out);
        assertThat(lines()).hasSize(1).allMatch(line -> line.contains("task"));
    }

    @Test
    void aRefusedSnapshotLeavesTheOldOneAndNoRests() throws IOException {
        accept(1, LibraryTest.chat("a", "1"));
        write(1, Map.of(), 1, out);
        var before = lines();
        assertThatThrownBy(() -> write(2, Map.of(), 1, out)).isInstanceOf(LibraryException.class);
        assertThatThrownBy(() -> write(5, Map.of(), 1, out)).hasMessageContaining("no phase 5");
        assertThat(lines()).isEqualTo(before);
        var names = new ArrayList<String>();
        try (var files = Files.list(out)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertThat(names).containsExactlyInAnyOrder("train.jsonl", "manifest.json");
    }

    private Snapshots.Manifest write(int phase, Map<Integer, Integer> replay, long seed, Path folder)
            throws IOException {
        return write(phase, Optional.empty(), replay, seed, folder);
    }

    private Snapshots.Manifest write(
            int phase, Optional<Objective> objective, Map<Integer, Integer> replay, long seed, Path folder)
            throws IOException {
        var selection = PhaseSelection.of(library, phase, objective, replay, Map.of());
        var manifest = Snapshots.write(selection, seed, folder);
        assertThat(selection.count(seed).all()).as("counted as written").isEqualTo(manifest.rows());
        return manifest;
    }
}
