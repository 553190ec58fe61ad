package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sam train` whose numbers end: it waits, says for what, and obeys.
class WaitingRunTest {
    private static final Path ORACLE = Path.of("assets/parity").toAbsolutePath();

    @TempDir
    private Path folder;

    private record Ran(int code, String out) {}

    private static Ran sam(StringWriter err, String... args) {
        var out = new StringWriter();
        int code = Sam.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Ran(code, out.toString());
    }

    @Test
    void aRunThatStandsStillSaysHowToAnswerItAndIsStopped() throws Exception {
        var run = folder.resolve("run").toString();
        var err = new StringWriter();
        var training = CompletableFuture.supplyAsync(() -> sam(
                err,
                "train",
                "--model",
                ORACLE.resolve("model").toString(),
                "--data",
                ORACLE.resolve("sft.jsonl").toString(),
                "--objective",
                "sft",
                "--out",
                run,
                "--set",
                "learning_rate=1e30",
                "--set",
                "max_grad_norm=0",
                "--set",
                "max_steps=60",
                "--set",
                "lora_r=4"));
        await().atMost(Duration.ofMinutes(2)).until(() -> err.toString().contains("waiting for you"));
        assertThat(err.toString())
                .contains("back to step 0")
                .contains("paused at step 0, waiting for you: sam run \"%s\" resume tries again".formatted(run));
        assertThat(sam(new StringWriter(), "run", run, "status").out())
                .contains("state: paused")
                .contains("reason: The loss or gradient of three steps in a row was no number.");

        assertThat(sam(new StringWriter(), "run", run, "stop").code()).isZero();
        var ended = training.get();
        assertThat(ended.code()).isEqualTo(Sam.DONE);
        assertThat(ended.out()).startsWith("Stopped at step 0");
    }
}
