package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.processes.ChildJvm;

/// The command line as a script meets it: a process, its exit code, what it prints where.
class SamIT {
    private static final Path ORACLE = Path.of("assets/parity").toAbsolutePath();

    @TempDir
    private Path folder;

    private record Result(int code, String out, String err) {
        String onlySentence() {
            assertThat(err.strip().lines()).hasSize(1);
            assertThat(err).doesNotContain("\tat ").doesNotContain("Exception");
            return err.strip();
        }
    }

    @Test
    void trainScoreExportAndGenerateWorkTogether() throws Exception {
        var run = folder.resolve("run").toString();
        var model = ORACLE.resolve("model").toString();
        var trained = sam(
                "train",
                "--model",
                model,
                "--data",
                ORACLE.resolve("sft.jsonl").toString(),
                "--objective",
                "sft",
                "--out",
                run,
                "--adapter",
                ORACLE.resolve("below").toString(),
                "--set",
                "max_steps=5",
                "--json");
        assertThat(trained.code()).isZero();
        assertThat(Json.MAPPER.readTree(trained.out()).path("state").asString()).isEqualTo("finished");
        assertThat(trained.err()).contains("step 5 of 5");

        var again = sam("train", "--model", model, "--data", "x", "--objective", "sft", "--out", run);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.onlySentence()).contains("--resume");

        assertThat(sam(
                                "export",
                                run,
                                "--format",
                                "peft",
                                "--to",
                                folder.resolve("peft").toString())
                        .code())
                .isZero();
        var scores = folder.resolve("scores.jsonl");
        var stacked = sam(
                "score",
                "--model",
                model,
                "--adapter",
                ORACLE.resolve("below").toString(),
                "--adapter",
                run + "/adapter",
                "--data",
                ORACLE.resolve("dpo.jsonl").toString(),
                "--out",
                scores.toString());
        assertThat(stacked.code()).isZero();
        var exported = folder.resolve("exported.jsonl");
        sam(
                "score",
                "--model",
                model,
                "--adapter",
                folder.resolve("peft").toString(),
                "--data",
                ORACLE.resolve("dpo.jsonl").toString(),
                "--out",
                exported.toString());
        var one = Files.readAllLines(scores);
        var other = Files.readAllLines(exported);
        assertThat(other).hasSameSizeAs(one);
        for (int i = 0; i < one.size(); i++) {
            double a =
                    Json.MAPPER.readTree(one.get(i)).path("chosen").path("logp").asDouble();
            double b = Json.MAPPER
                    .readTree(other.get(i))
                    .path("chosen")
                    .path("logp")
                    .asDouble();
            assertThat(b).isCloseTo(a, org.assertj.core.api.Assertions.within(1e-4));
        }

        var said =
                sam("generate", "--model", model, "--prompt", "hello", "--greedy", "--max-new-tokens", "4", "--json");
        assertThat(said.code()).isZero();
        assertThat(Json.MAPPER.readTree(said.out()).path("tokens").asInt()).isBetween(0, 4);
    }

    @Test
    void aTerminatedRunCheckpointsAndResumes() throws Exception {
        var run = folder.resolve("run");
        var process = start(
                "train",
                "--model",
                ORACLE.resolve("model").toString(),
                "--data",
                ORACLE.resolve("sft.jsonl").toString(),
                "--objective",
                "sft",
                "--out",
                run.toString(),
                "--set",
                "max_steps=100000");
        var events = run.resolve("events.jsonl");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Files.exists(events) && Files.readString(events).contains("\"step\":20,"));
        var status = sam("run", run.toString(), "status", "--json");
        assertThat(Json.MAPPER.readTree(status.out()).path("state").asString()).isEqualTo("running");

        process.toHandle().destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(events)).contains("\"type\":\"stopped\"");

        var nobody = sam("run", run.toString(), "pause");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.onlySentence()).contains("--resume");
        var other = sam("train", "--out", run.toString(), "--resume", "--set", "lora_r=2");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.onlySentence()).contains("ordered with");
    }

    @Test
    void wrongUsageIsTwoAndSaysWhatWouldBeRight() throws Exception {
        assertThat(sam("trian").code()).isEqualTo(2);
        assertThat(sam("trian").err()).contains("train");
        var unknown = sam(
                "train",
                "--model",
                "m",
                "--data",
                "d",
                "--objective",
                "sft",
                "--out",
                folder.resolve("x").toString(),
                "--set",
                "lerning_rate=1");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("learning_rate");
        assertThat(Files.exists(folder.resolve("x"))).isFalse();
    }

    @Test
    void anOrderThatNeverStartedMayBeGivenAgain() throws Exception {
        var run = folder.resolve("run").toString();
        var bad = Files.writeString(folder.resolve("bad.jsonl"), "no row\n");
        var model = ORACLE.resolve("model").toString();
        var failed = sam("train", "--model", model, "--data", bad.toString(), "--objective", "sft", "--out", run);
        assertThat(failed.code()).isEqualTo(1);
        var good = ORACLE.resolve("sft.jsonl").toString();
        var typo = sam("train", "--model", model, "--data", good + "x", "--objective", "sft", "--out", run);
        assertThat(typo.onlySentence()).contains("sft.jsonlx");
        var again = sam(
                "train", "--model", model, "--data", good, "--objective", "sft", "--out", run, "--set", "max_steps=1");
        assertThat(again.err()).contains("step 1 of 1");
        assertThat(again.code()).isZero();
    }

    @Test
    void aMissingModelIsOneSentence() throws Exception {
        var missing = sam("generate", "--model", folder.resolve("nowhere").toString(), "--prompt", "a");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.onlySentence()).contains("nowhere");
    }

    private Result sam(String... args) throws IOException, InterruptedException {
        var out = Files.createTempFile(folder, "out", "");
        var err = Files.createTempFile(folder, "err", "");
        var process = builder(args)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Process start(String... args) throws IOException {
        return builder(args)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessBuilder builder(String... args) {
        return ChildJvm.withHeap("512m").process(args);
    }
}
