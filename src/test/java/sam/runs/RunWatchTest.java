package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.protocol.EventLines;
import sam.protocol.Rewards;
import sam.protocol.RunFolder;
import sam.protocol.WorkerEvent;

class RunWatchTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private RunFolder run;
    private RunWatch watch;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void open() {
        run = new RunFolder(folder);
        watch = new RunWatch(run);
    }

    @Test
    void aRunIsWaitingUntilItsWorkerSpeaks() throws IOException {
        assertThat(watch.poll().life()).isEqualTo(RunState.Life.WAITING);
    }

    @Test
    void stepsAndLifeAreReadAsTheyCome() throws IOException {
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(started(0), step(1, 2.5), step(2, 2.0));
            var state = watch.poll();
            assertThat(state.life()).isEqualTo(RunState.Life.RUNNING);
            assertThat(state.steps().values(StepSeries.Quantity.LOSS)).containsExactly(2.5, 2.0);
            assertThat(state.fraction()).isEqualTo(0.2);

            tell(new WorkerEvent.Paused(2));
            assertThat(watch.poll().life()).isEqualTo(RunState.Life.PAUSED);
            tell(new WorkerEvent.Resumed(2), step(3, 1.5));
            assertThat(watch.poll().life()).isEqualTo(RunState.Life.RUNNING);
            tell(new WorkerEvent.Stopped(3));
            assertThat(watch.poll().events()).hasSize(4);
        }
        assertThat(watch.poll().life()).isEqualTo(RunState.Life.STOPPED);
    }

    @Test
    void aWorkerThatWasKilledIsGoneAndCanBeResumed() throws IOException {
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(started(0), step(1, 2.5));
        }

        assertThat(watch.poll().life()).isEqualTo(RunState.Life.VANISHED);
        assertThat(watch.poll().life().canResume()).isTrue();
    }

    @Test
    void aWorkerThatDiedBeforeItsFirstWordIsGoneToo() throws IOException {
        FolderLock.tryLock(run.lock()).orElseThrow().close();

        assertThat(watch.poll().life()).isEqualTo(RunState.Life.VANISHED);
    }

    @Test
    void howFarATaskIsTakesOneLineThatGrows() throws IOException {
        tell(
                started(0),
                new WorkerEvent.Progress("reference", 100, 400),
                new WorkerEvent.Progress("reference", 200, 400));
        assertThat(RunWords.journal(watch.poll())).hasSize(2).first().isEqualTo("reference: 200 of 400");

        tell(new WorkerEvent.Progress("reference", 400, 400), new WorkerEvent.Progress("measure", 1, 9), step(1, 2.5));
        tell(new WorkerEvent.Progress("measure", 2, 9));
        assertThat(RunWords.journal(watch.poll()))
                .as("another task has its own line, and so has one that is told anew after steps")
                .filteredOn(line -> line.contains(" of "))
                .startsWith("measure: 2 of 9", "measure: 1 of 9", "reference: 400 of 400");
    }

    @Test
    void aHeldOutLossThatRisesTwiceIsSaidInsteadOfALossThatFalls() throws IOException {
        tell(started(0));
        for (int step = 1; step <= 60; step++) {
            tell(step(step, 3 - 0.03 * step));
        }
        tell(held(10, 2.0, true), held(20, 1.8, true), held(30, 1.9, false));
        assertThat(HeldOut.of(watch.poll()).risen()).isZero();
        assertThat(RunWords.reading(watch.poll(), Long.MAX_VALUE))
                .singleElement()
                .asString()
                .contains("falling");

        tell(held(40, 1.98, false));
        assertThat(RunWords.reading(watch.poll(), Long.MAX_VALUE))
                .singleElement()
                .asString()
                .contains("lowest at step 20 and is 10.0 % higher");

        tell(held(50, 1.7, true));
        assertThat(HeldOut.of(watch.poll()).best()).isEqualTo(held(50, 1.7, true));
        assertThat(HeldOut.of(watch.poll()).risen()).isZero();
    }

    @Test
    void whatARunMakesAgainCountsOnceThoughTheJournalKeepsBoth() throws IOException {
        tell(started(0), step(1, 3.0), step(2, 2.8), held(2, 2.9, true), step(3, 2.6), held(3, 2.7, true));
        tell(new WorkerEvent.Skipped(4, 1, 1), new WorkerEvent.RolledBack(2));
        var back = watch.poll();
        assertThat(back.steps().lastStep()).isEqualTo(2);
        assertThat(back.events()).noneMatch(told -> told.event().isOfStepAfter(2));
        assertThat(HeldOut.of(back).best()).isEqualTo(held(2, 2.9, true));

        tell(step(3, 2.5), step(4, 2.4));
        tell(started(3), step(4, 2.3));
        var state = watch.poll();
        assertThat(state.steps().values(StepSeries.Quantity.LOSS)).containsExactly(3.0, 2.8, 2.5, 2.3);
        assertThat(Files.readAllLines(run.events()))
                .as("nothing that was said is gone")
                .hasSize(12);
        assertThat(new RunWatch(run).poll().steps().steps()).containsExactly(1, 2, 3, 4);
    }

    private static WorkerEvent.Evaluated held(long step, double loss, boolean best) {
        return new WorkerEvent.Evaluated(step, loss, null, null, 9, 0.1, best);
    }

    @Test
    void aFaultIsToldAndEndsWithTheNextStart() throws IOException {
        tell(started(0), new WorkerEvent.Failed("The disk is full.", "Free some space."));
        var failed = watch.poll();
        assertThat(failed.life()).isEqualTo(RunState.Life.FAILED);
        assertThat(failed.failure()).isEqualTo(new WorkerEvent.Failed("The disk is full.", "Free some space."));

        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            assertThat(watch.poll().life()).isEqualTo(RunState.Life.WAITING);
            tell(started(1));
            assertThat(watch.poll().failure()).isNull();
        }
    }

    @Test
    void aReplacedJournalIsReadFromItsBeginning() throws IOException {
        try (var _ = FolderLock.tryLock(run.lock()).orElseThrow()) {
            tell(started(0), step(1, 2.5), step(2, 2.0), step(3, 1.9));
            assertThat(watch.poll().steps().lastStep()).isEqualTo(3);

            var kept = String.join("\n", lines.subList(0, 3)) + "\n";
            AtomicFiles.write(run.events(), kept.getBytes(StandardCharsets.UTF_8));
            tell(started(2), step(3, 1.7), step(4, 1.6));

            var state = watch.poll();
            assertThat(state.steps().values(StepSeries.Quantity.LOSS)).containsExactly(2.5, 2.0, 1.7, 1.6);
            assertThat(state.events()).hasSize(2);
        }
    }

    @Test
    void aStepMadeAgainReplacesTheOldOne() throws IOException {
        tell(started(0), step(1, 2.5), step(2, 2.0), step(3, 1.9));
        var before = watch.poll().steps();
        tell(step(2, 1.0));
        var after = watch.poll().steps();

        assertThat(after.values(StepSeries.Quantity.LOSS)).containsExactly(2.5, 1.0);
        assertThat(before.values(StepSeries.Quantity.LOSS))
                .as("what was shown before stays as it was")
                .containsExactly(2.5, 2.0, 1.9);
    }

    @Test
    void aDamagedLineIsSaidAndPassedOver() throws IOException {
        tell(started(0));
        Files.writeString(run.events(), "{\"type\":\"ste\n", java.nio.file.StandardOpenOption.APPEND);
        tell(step(1, 2.5));

        var state = watch.poll();
        assertThat(state.steps().size()).isEqualTo(1);
        assertThat(state.events()).hasSize(2);
    }

    @Test
    void theClockCountsAllPartsOfARunAndNeitherPausesNorTheTimeBetween() throws IOException {
        at(0, started(0));
        at(10, step(1, 2));
        at(20, step(2, 2), new WorkerEvent.Paused(2));
        at(500, new WorkerEvent.Resumed(2));
        at(510, step(3, 2), new WorkerEvent.Stopped(3));
        assertThat(watch.poll().ran().toSeconds()).isEqualTo(30);
        at(9000, new WorkerEvent.Note("loading"), started(3));
        at(9010, step(4, 2));
        // killed here, and resumed a day later
        at(90000, new WorkerEvent.Note("loading"));
        at(90005, started(4));
        at(90015, step(5, 2), new WorkerEvent.Finished(5, 10, null));

        var state = watch.poll();
        assertThat(state.ran().toSeconds()).isEqualTo(50);
        assertThat(state.seconds()).as("the worker's word is of its last part").isEqualTo(50);
        assertThat(state.steps().size()).isEqualTo(5);
    }

    @Test
    void theJournalStandsInTheOrderInWhichItWasWritten() throws IOException {
        tell(started(0));
        for (int i = 1; i <= 9; i++) {
            tell(step(i, 2));
            if (i == 7) {
                tell(held(7, 1.5, true));
            }
        }
        tell(new WorkerEvent.Stopped(9));

        assertThat(RunWords.journal(watch.poll()))
                .extracting(line -> line.replaceAll("  .*", ""))
                .containsExactly("9", "9", "8", "7", "7", "6", "5", "started: 80 rows, 10 steps");
    }

    private void at(long second, WorkerEvent... events) throws IOException {
        for (var event : events) {
            var line = EventLines.write(NOON.plusSeconds(second), event) + "\n";
            Files.writeString(
                    run.events(),
                    line,
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        }
    }

    private void tell(WorkerEvent... events) throws IOException {
        var text = new StringBuilder();
        for (var event : events) {
            var line = EventLines.write(NOON.plusSeconds(lines.size()), event);
            lines.add(line);
            text.append(line).append('\n');
        }
        Files.writeString(
                run.events(), text, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }

    private static WorkerEvent started(long from) {
        return new WorkerEvent.Started(1, from, 10, 80, 0, 1000, 2, 4000);
    }

    static WorkerEvent.Step step(long step, double loss) {
        return new WorkerEvent.Step(step, loss, 0.5, 1e-4, 100 * step, 0.1 * step, 0.5, 200, 1_000_000L, Rewards.NONE);
    }
}
