package sam.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sam.library.LibraryTest.chat;
import static sam.library.LibraryTest.waiting;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sam.library.WritingGate.Turn;

/// Who waits for whom: nobody who reads waits, and a decision goes before an import.
@Timeout(60)
class WaitingTest {
    @TempDir
    Path folder;

    private Library library;

    @BeforeEach
    void open() {
        library = Library.open(folder.resolve("library.sqlite"), InstantSource.system());
    }

    private static List<NewExample> rows(int phase, int count) {
        var rows = new ArrayList<NewExample>();
        for (int i = 0; i < count; i++) {
            rows.add(waiting(phase, chat("question " + i, "answer " + i)));
        }
        return rows;
    }

    @Test
    void theNextRowsComeWhileAnotherReadingIsHalfDone() throws InterruptedException {
        library.add(rows(1, 50));
        library.acceptAll();
        library.add(rows(2, 50));
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var reading = CompletableFuture.runAsync(() -> library.accepted(1, row -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        begun.await();
        assertThat(library.waiting(2, false, 8)).hasSize(8);
        assertThat(library.search("question", 8)).hasSize(8);
        library.decide(new Decision.Judge(60, Status.REJECTED));
        assertThat(reading).isNotDone();
        goOn.countDown();
        reading.join();
        library.close();
    }

    @Test
    void closingBreaksOffWhatIsBeingReadAndSaysSo() throws InterruptedException {
        library.add(rows(1, 5_000));
        library.acceptAll();
        var begun = new CountDownLatch(1);
        var reading = CompletableFuture.runAsync(() -> {
            while (true) {
                library.accepted(1, row -> begun.countDown());
            }
        });
        begun.await();
        library.close();
        assertThatThrownBy(() -> reading.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(LibraryException.class)
                .hasMessageContaining("was closed");
    }

    @Test
    void aDecisionGoesBeforeTheRestOfAnImport() {
        library.add(rows(1, 300));
        var reading = library.startImport("long.jsonl");
        var all = rows(2, 40_000);
        var importing = CompletableFuture.runAsync(() -> reading.add(all));
        int before = 0;
        for (long id = 1; id <= 300 && !importing.isDone(); id++) {
            library.decide(new Decision.Judge(id, Status.REJECTED));
            before++;
        }
        importing.join();
        // in one transaction the import would have let none through but those before it began
        assertThat(before).isGreaterThan(20);
        assertThat(reading.taken()).isEqualTo(40_000);
        assertThat(library.counts(2, false).waiting()).isEqualTo(40_000);
        assertThat(library.imports()).hasSize(1);
        LibraryChecks.assertDerivable(library);
        library.close();
    }

    @Test
    void whoGoesFirstAtTheGateIsLetInFirst() throws InterruptedException {
        var gate = new WritingGate();
        var order = new ArrayList<Turn>();
        gate.enter(Turn.IMPORT);
        assertThat(gate.isWantedBefore(Turn.IMPORT)).isFalse();
        var waiters = new ArrayList<Thread>();
        for (var turn : List.of(Turn.INDEX, Turn.IMPORT, Turn.DECISION)) {
            var waiter = Thread.ofPlatform().start(() -> {
                gate.enter(turn);
                synchronized (order) {
                    order.add(turn);
                }
                gate.leave();
            });
            while (waiter.getState() != Thread.State.WAITING) {
                Thread.sleep(2);
            }
            waiters.add(waiter);
        }
        assertThat(gate.isWantedBefore(Turn.IMPORT)).isTrue();
        gate.leave();
        for (var waiter : waiters) {
            waiter.join();
        }
        assertThat(order).containsExactly(Turn.DECISION, Turn.IMPORT, Turn.INDEX);
    }
}
