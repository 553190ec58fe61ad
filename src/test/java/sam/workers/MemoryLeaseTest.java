package sam.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sam.workers.MemoryLease.Holder;

class MemoryLeaseTest {
    private final AtomicLong budget = new AtomicLong(100);
    private final MemoryLease memory = new MemoryLease(budget::get);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void whatFitsIsGrantedAtOnceAndWhatDoesNotWaitsUntilThereIsRoom() {
        var first = take(Holder.HOST, 60);
        take(Holder.HOST, 60);
        assertThat(told).containsExactly("HOST 60", "HOST 60 waits beside 60 of 100");
        first.release();
        assertThat(told).last().isEqualTo("HOST 60");
    }

    @Test
    void trainingAsksTheHostForItsMemoryOnceAndGoesBeforeQuestions() {
        var host = take(Holder.HOST, 60);
        take(Holder.HOST, 70);
        take(Holder.TRAINING, 80);
        take(Holder.TRAINING, 90);
        assertThat(told.stream().filter(line -> line.contains("gives back"))).containsExactly("HOST 60 gives back");
        host.release();
        assertThat(memory.held()).containsExactly(new MemoryLease.Share(Holder.TRAINING, 80));
        assertThat(told).contains("TRAINING 80").doesNotContain("HOST 70", "TRAINING 90");
    }

    @Test
    void aJobHasWhatTheHostHoldsAndTakesItsTurnWithTraining() {
        var host = take(Holder.HOST, 60);
        take(Holder.HOST, 50);
        take(Holder.JOB, 80);
        take(Holder.TRAINING, 90);
        assertThat(told).contains("HOST 60 gives back");
        host.release();
        assertThat(memory.held()).containsExactly(new MemoryLease.Share(Holder.JOB, 80));
        assertThat(told).doesNotContain("TRAINING 90", "HOST 50");
    }

    @Test
    void questionsNeverAskTrainingForItsMemory() {
        take(Holder.TRAINING, 60);
        take(Holder.HOST, 60);
        assertThat(told).noneMatch(line -> line.contains("gives back"));
    }

    @Test
    void aloneAnythingMayRun() {
        take(Holder.TRAINING, 1_000);
        assertThat(told).containsExactly("TRAINING 1000");
    }

    @Test
    void aPartGrowsWhereThereIsRoomAndOtherwiseStaysAsItIs() {
        var first = take(Holder.HOST, 20);
        assertThat(first.growTo(90)).isTrue();
        assertThat(memory.held()).containsExactly(new MemoryLease.Share(Holder.HOST, 90));
        take(Holder.TRAINING, 10);
        assertThat(first.growTo(91)).isFalse();
        assertThat(memory.held())
                .containsExactly(new MemoryLease.Share(Holder.HOST, 90), new MemoryLease.Share(Holder.TRAINING, 10));
    }

    @Test
    void theMemoryOfAHolderThatDiedIsFree() {
        var lives = new AtomicBoolean(true);
        memory.found(Holder.TRAINING, 90, lives::get);
        take(Holder.HOST, 60);
        assertThat(told).containsExactly("HOST 60 waits beside 90 of 100");
        lives.set(false);
        await().until(() -> told.contains("HOST 60"));
    }

    @Test
    void aLargerBudgetCountsAtOnce() {
        memory.found(Holder.TRAINING, 90, () -> true);
        take(Holder.HOST, 60);
        budget.set(150);
        await().until(() -> told.contains("HOST 60"));
    }

    @Test
    void whoeverWaitsNoLongerIsPassedOver() {
        var first = take(Holder.HOST, 60);
        var second = take(Holder.HOST, 70);
        take(Holder.HOST, 80);
        second.release();
        first.release();
        assertThat(told).contains("HOST 80").doesNotContain("HOST 70");
    }

    private MemoryLease.Part take(Holder holder, long bytes) {
        var name = holder + " " + bytes;
        return memory.take(new MemoryLease.Wish(
                holder,
                bytes,
                _ -> told.add(name),
                shortage -> told.add("%s waits beside %d of %d"
                        .formatted(
                                name,
                                shortage.held().stream()
                                        .mapToLong(MemoryLease.Share::bytes)
                                        .sum(),
                                shortage.budget())),
                () -> told.add(name + " gives back"),
                () -> true));
    }
}
