package sam.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.processes.ChildJvm;
import sam.protocol.EventLines;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.runs.CommandSender;
import sam.workers.RunException;
import sam.workers.WorkerProcess;

/// Real workers in processes of their own: killed, resumed, told what to do, left alone by a killed window.
class WorkerProcessIT {
    private static final Path ORACLE = Path.of("assets/parity").toAbsolutePath();
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int STEPS = 600;

    @TempDir
    private Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void leaveNobodyBehind() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void aWorkerKilledAtAnyMomentResumesToTheSameBytes() throws Exception {
        var whole = prepare("whole", STEPS);
        start(whole).onExit().get();
        var expected = adapterBytes(whole);

        var random = new Random(11);
        var run = prepare("killed", STEPS);
        int kills = 0;
        while (kills < 5) {
            var worker = start(run);
            long before = steps(run).size();
            await().atMost(LONG).until(() -> steps(run).size() > before || !worker.isAlive());
            Thread.sleep(random.nextInt(250));
            worker.destroyForcibly();
            worker.onExit().get();
            kills++;
        }
        start(run).onExit().get();

        assertThat(adapterBytes(run)).isEqualTo(expected);
        assertThat(steps(run)).isEqualTo(steps(whole));
        assertThat(losses(run)).isEqualTo(losses(whole));
    }

    @Test
    void aKilledWindowLeavesItsWorkerRunning() throws Exception {
        var run = prepare("orphan", STEPS);
        var command = ChildJvm.withHeap("128m")
                .command(StartsAWorker.class, run.root().toString());
        var window = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(LONG).until(() -> !steps(run).isEmpty());
        window.destroyForcibly().waitFor();

        // Whoever looks next sees it by reading, and it goes on to its end.
        assertThat(WorkerProcess.isAlive(run)).isTrue();
        assertThatThrownBy(() -> WorkerProcess.start(run)).isInstanceOf(RunException.class);
        await().atMost(LONG).until(() -> !WorkerProcess.isAlive(run));
        assertThat(events(run)).last().isInstanceOf(WorkerEvent.Finished.class);
        assertThat(steps(run)).hasSize(STEPS);
    }

    @Test
    void aWorkerObeysEachCommandOnce() throws Exception {
        var run = prepare("told", 20_000);
        var worker = start(run);
        await().atMost(LONG).until(() -> !steps(run).isEmpty());

        CommandSender.send(run, WorkerCommand.Verb.PAUSE);
        await().atMost(LONG).until(() -> has(run, WorkerEvent.Paused.class));
        int paused = steps(run).size();
        Thread.sleep(300);
        assertThat(steps(run)).hasSize(paused);

        CommandSender.send(run, WorkerCommand.Verb.CHECKPOINT);
        await().atMost(LONG).until(() -> has(run, WorkerEvent.Checkpointed.class));
        CommandSender.send(run, WorkerCommand.Verb.RESUME);
        await().atMost(LONG).until(() -> steps(run).size() > paused);
        CommandSender.send(run, WorkerCommand.Verb.STOP);
        worker.onExit().get();
        assertThat(events(run)).last().isInstanceOf(WorkerEvent.Stopped.class);
        int stopped = steps(run).size();

        // The next worker must not stop again at the old command.
        var next = start(run);
        await().atMost(LONG).until(() -> steps(run).size() > stopped + 10);
        next.destroy();
        next.onExit().get();
        assertThat(events(run)).last().isInstanceOf(WorkerEvent.Stopped.class);
        assertThat(steps(run)).doesNotHaveDuplicates();
    }

    @Test
    void aFaultIsWrittenIntoTheJournalAsASentence() throws Exception {
        var run = prepare("faulty", 10);
        Files.writeString(folder.resolve("faulty.jsonl"), "no json at all\n");
        start(run).onExit().get();
        assertThat(events(run)).last().isInstanceOfSatisfying(WorkerEvent.Failed.class, failed -> {
            assertThat(failed.what()).doesNotContain("Exception").endsWith(".");
            assertThat(failed.advice()).isNotBlank();
        });
    }

    private RunFolder prepare(String name, int steps) throws IOException {
        var data = folder.resolve(name + ".jsonl");
        Files.copy(ORACLE.resolve("sft.jsonl"), data);
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with("max_steps", Integer.toString(steps))
                .with("per_device_train_batch_size", "2")
                .with("gradient_accumulation_steps", "2")
                .with("lora_dropout", "0.1")
                .with("lora_r", "4")
                .with("save_steps", "7");
        // The same file name in every run: the order is part of what a checkpoint is checked against.
        return WorkerProcess.prepare(
                folder.resolve(name),
                new TrainOrder(
                        ORACLE.resolve("model").toString(),
                        List.of(ORACLE.resolve("below").toString()),
                        null,
                        data.toString(),
                        Objective.SFT,
                        settings,
                        1));
    }

    private ProcessHandle start(RunFolder run) throws IOException {
        var worker = WorkerProcess.start(run);
        started.add(worker);
        return worker;
    }

    private static byte[] adapterBytes(RunFolder run) throws IOException {
        return Files.readAllBytes(run.adapter().resolve("adapter_model.safetensors"));
    }

    private static boolean has(RunFolder run, Class<? extends WorkerEvent> kind) throws IOException {
        return events(run).stream().anyMatch(kind::isInstance);
    }

    private static List<WorkerEvent> events(RunFolder run) throws IOException {
        if (!Files.exists(run.events())) {
            return List.of();
        }
        var text = Files.readString(run.events());
        var counting = new ArrayList<WorkerEvent>();
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .forEach(line -> EventLines.add(counting, EventLines.read(line).event()));
        return counting;
    }

    private static List<Long> steps(RunFolder run) throws IOException {
        return events(run).stream()
                .filter(WorkerEvent.Step.class::isInstance)
                .map(event -> ((WorkerEvent.Step) event).step())
                .toList();
    }

    private static List<Double> losses(RunFolder run) throws IOException {
        return events(run).stream()
                .filter(WorkerEvent.Step.class::isInstance)
                .map(event -> ((WorkerEvent.Step) event).loss())
                .toList();
    }
}
