package sam.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path folder;

    @Test
    void aTailReadsWholeLinesOnlyAndEachOnce() throws IOException {
        var file = folder.resolve("j.jsonl");
        var tail = new JournalTail(file);
        assertThat(tail.poll()).isEmpty();
        try (var journal = Journal.open(file)) {
            journal.append("one");
            assertThat(tail.poll()).containsExactly("one");
            Files.writeString(file, "tw", StandardOpenOption.APPEND);
            assertThat(tail.poll()).isEmpty();
            Files.writeString(file, "o\n", StandardOpenOption.APPEND);
            assertThat(tail.poll()).containsExactly("two");
        }
    }

    @Test
    void aTornLastLineIsCutOffWhenTheJournalIsOpened() throws IOException {
        var file = folder.resolve("j.jsonl");
        Files.writeString(file, "whole\ntorn wit");
        try (var journal = Journal.open(file)) {
            journal.append("next");
        }
        assertThat(Files.readAllLines(file)).containsExactly("whole", "next");
    }

    @Test
    void linesOfEveryLengthComeThroughWholeAndInOrder() throws IOException {
        var random = new Random(3);
        var file = folder.resolve("j.jsonl");
        var written = new ArrayList<String>();
        var read = new ArrayList<String>();
        var tail = new JournalTail(file);
        try (var journal = Journal.open(file)) {
            for (int i = 0; i < 300; i++) {
                int length = i % 50 == 0 ? 1_500_000 : random.nextInt(200) + 1;
                var line = "é".repeat(length);
                journal.append(line);
                written.add(line);
                if (random.nextInt(20) == 0) {
                    read.addAll(tail.poll());
                }
            }
        }
        read.addAll(tail.poll());
        assertThat(read).isEqualTo(written);
    }

    @Test
    void aLockHasOneHolder() throws IOException {
        var file = folder.resolve("x.lock");
        assertThat(FolderLock.isHeld(file)).isFalse();
        try (var held = FolderLock.tryLock(file).orElseThrow()) {
            assertThat(held).isNotNull();
            assertThat(FolderLock.tryLock(file)).isEmpty();
            assertThat(FolderLock.isHeld(file)).isTrue();
        }
        assertThat(FolderLock.isHeld(file)).isFalse();
    }

    @Test
    void anAtomicWriteLeavesNothingBeside() throws IOException {
        var file = folder.resolve("a.json");
        AtomicFiles.write(file, new byte[] {1, 2, 3});
        AtomicFiles.write(file, new byte[] {4});
        assertThat(Files.readAllBytes(file)).containsExactly(4);
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(file);
        }
    }
}
