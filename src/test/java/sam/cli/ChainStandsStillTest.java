package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.protocol.ChainOrder;
import sam.protocol.Objective;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;
import sam.runs.RunState;
import sam.runs.RunWatch;
import sam.worker.JobEnd;
import sam.worker.RunSession;
import sam.worker.WorkerException;
import sam.worker.WorkerMain;

/// A chain whose second phase learns so fast that its numbers end: nobody is there to answer, so it ends too.
class ChainStandsStillTest {
    private static final Path ORACLE = Path.of("assets/parity").toAbsolutePath();

    @TempDir
    private Path folder;

    private RunFolder chain = new RunFolder(Path.of(""));

    @BeforeEach
    void orderAChain() throws IOException {
        chain = new RunFolder(folder.resolve("project/runs/chain"));
        Files.createDirectories(chain.root());
        Files.writeString(folder.resolve("measures.json"), "{\"measures\":[]}");
        order("1e30");
    }

    private void order(String rate) throws IOException {
        Orders.write(
                chain,
                new ChainOrder(
                        ORACLE.resolve("model").toString(),
                        List.of(link(1, "Instruction", "1e-4"), link(2, "Personality", rate)),
                        folder.resolve("measures.json").toString(),
                        List.of(),
                        chain.root().resolve("report.json").toString()));
    }

    @Test
    void theChainEndsWithASentenceInBothJournalsAndGoesOnWhenThePhaseIsMended() throws IOException {
        var heard = new ArrayList<WorkerEvent>();
        assertThatThrownBy(() -> work(heard))
                .isInstanceOf(WorkerException.class)
                .hasMessage(
                        "Phase 2, Personality, stopped: its loss or gradient was no number three steps in a row, and"
                            + " it went back to step 0. Lower its learning rate and train it again, or resume to try"
                            + " these steps once more.");

        var phase = new RunWatch(phase(2)).poll();
        assertThat(phase.life()).isEqualTo(RunState.Life.FAILED);
        assertThat(phase.failure())
                .isNotNull()
                .extracting(WorkerEvent.Failed::what)
                .asString()
                .startsWith("Phase 2, Personality, stopped");
        assertThat(new RunWatch(chain).poll().life()).isEqualTo(RunState.Life.FAILED);
        assertThat(heard).anyMatch(WorkerEvent.RolledBack.class::isInstance);
        assertThat(chain.root().resolve("report.json")).doesNotExist();

        // phase 1 is kept; the phase is trained anew with another rate
        Files.move(phase(2).root(), phase(2).root().resolveSibling("phase2-1"));
        order("1e-4");
        heard.clear();
        assertThat(work(heard).finished()).isTrue();
        assertThat(heard.stream().filter(WorkerEvent.Started.class::isInstance)).hasSize(1);
        assertThat(chain.root().resolve("report.json")).exists();
    }

    @Test
    void aResumeTriesTheStepsOnceMoreAndSaysTheSame() {
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> work(new ArrayList<>())).hasMessageStartingWith("Phase 2, Personality, stopped");
        }
    }

    @Test
    void theDemoVerbEndsWithOneSentenceAndTheCodeOfAFailure() {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Sam.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("demo", "--out", folder.toString(), "--resume");

        assertThat(code).isEqualTo(Sam.FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip().lines().toList().getLast())
                .startsWith("Phase 2, Personality, stopped")
                .endsWith("or resume to try these steps once more.");
    }

    private JobEnd work(List<WorkerEvent> heard) throws IOException {
        try (var session = RunSession.open(chain, InstantSource.system(), heard::add)) {
            return WorkerMain.run(session);
        }
    }

    private ChainOrder.Link link(int phase, String name, String rate) {
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with(Map.of(
                        "lora_r", "4",
                        "per_device_train_batch_size", "2",
                        "max_steps", "9",
                        "max_grad_norm", "0",
                        "learning_rate", rate));
        return new ChainOrder.Link(
                phase,
                name,
                ORACLE.resolve("sft.jsonl").toString(),
                Objective.SFT,
                settings,
                phase(phase).root().toString());
    }

    private RunFolder phase(int number) {
        return new RunFolder(chain.root().resolveSibling("phase" + number));
    }
}
