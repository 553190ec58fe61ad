package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.hub.LocalHub;
import sam.hub.SuitedBase;
import sam.model.ModelFamily;

/// `sam fetch` as a person types it, and as a killed process leaves it.
class FetchVerbTest {
    private static final int WEIGHTS = 4 << 20;

    @TempDir
    private Path home;

    private record Ran(int code, String out, String err) {}

    private static Ran inProcess(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Sam.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Ran(code, out.toString(), err.toString());
    }

    private Process start(LocalHub hub, String... args) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dsam.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "sam.Main",
                "fetch"));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HF_ENDPOINT", hub.address());
        builder.environment().remove("HF_TOKEN");
        return builder.redirectError(home.resolve("err.txt").toFile())
                .redirectOutput(home.resolve("out.txt").toFile())
                .start();
    }

    @Test
    void aKilledFetchGoesOnToTheSameBytes() throws Exception {
        try (var hub = new LocalHub().withModel(WEIGHTS).slowly(40)) {
            var models = home.resolve("models");
            var staging = models.resolve(".acme--tiny.part");
            long reached = 0;
            for (int kill = 1; kill <= 2; kill++) {
                var process = start(hub, "acme/tiny", "--json");
                long past = reached + 500_000;
                await().atMost(Duration.ofSeconds(60)).until(() -> weights(staging) > past || !process.isAlive());
                assertThat(process.isAlive()).as(read("err.txt")).isTrue();
                process.destroyForcibly().waitFor();
                assertThat(models.resolve("acme--tiny")).doesNotExist();
                reached = weights(staging);
            }
            hub.slowly(0);
            assertThat(start(hub, "acme/tiny", "--json").waitFor())
                    .as(read("err.txt"))
                    .isZero();
            var answer = Json.MAPPER.readTree(read("out.txt"));
            assertThat(answer.path("commit").asString("")).hasSize(40);
            var model = Path.of(answer.path("model").asString(""));
            assertThat(model).isEqualTo(models.resolve("acme--tiny"));
            assertThat(Files.readAllBytes(model.resolve("model.safetensors")))
                    .isEqualTo(hub.content("model.safetensors"));
            assertThat(hub.rangesOf("model.safetensors")).hasSize(3).last().isEqualTo("bytes=%d-".formatted(reached));
            assertThat(read("err.txt")).contains("at commit").contains("GB are free");
            try (var left = Files.list(models)) {
                assertThat(left).containsExactly(model);
            }
        }
    }

    private static long weights(Path staging) throws IOException {
        if (!Files.isDirectory(staging)) {
            return 0;
        }
        try (var files = Files.list(staging)) {
            var part = files.filter(path ->
                            path.toString().endsWith(".part") && path.toString().contains("model.safetensors"))
                    .findFirst();
            return part.isPresent() ? Files.size(part.get()) : 0;
        }
    }

    private String read(String name) throws IOException {
        return Files.readString(home.resolve(name), StandardCharsets.UTF_8);
    }

    @Test
    void theListHoldsOnlyModelsTheEngineTrainsAndThatFit() {
        var shown = inProcess("fetch", "--list");
        assertThat(shown.code()).isZero();
        assertThat(SuitedBase.all()).hasSizeGreaterThan(8).allSatisfy(base -> {
            assertThat(ModelFamily.of(base.family())).as(base.id()).isPresent();
            assertThat(base.downloadBytes()).isGreaterThanOrEqualTo(2 * base.parameters());
            assertThat(base.fourBitBytes()).isLessThan(2_000_000_000L);
            assertThat(base.trainingBytes()).isBetween(base.fourBitBytes(), SuitedBase.BUDGET_BYTES);
            assertThat(shown.out()).contains(base.id());
        });
        assertThat(inProcess("fetch", "--list", "--json").out().lines())
                .hasSameSizeAs(SuitedBase.all())
                .allSatisfy(line -> assertThat(Json.MAPPER
                                .readTree(line)
                                .path("download_bytes")
                                .asLong(0))
                        .isPositive());
    }

    @Test
    void aMistypedIdIsASentenceAndNoIdIsWrongUsage() {
        var wrong = inProcess("fetch", "tiny");
        assertThat(wrong.code()).isEqualTo(Sam.FAILED);
        assertThat(wrong.err().strip().lines()).hasSize(1).first().asString().contains("ORG/NAME");
        assertThat(inProcess("fetch").code()).isEqualTo(Sam.WRONG_USAGE);
    }

    @Test
    void aVerbThatIsGivenANameOfTheHubSaysToFetchItFirst() {
        var id = "acme/tiny";
        var data = home.resolve("rows.jsonl").toString();
        assertThat(inProcess("plan", "--model", id, "--data", data, "--objective", "sft")
                        .err())
                .contains("sam fetch acme/tiny");
        assertThat(inProcess(
                                "train",
                                "--model",
                                id,
                                "--data",
                                data,
                                "--objective",
                                "sft",
                                "--out",
                                home.resolve("run").toString())
                        .err())
                .contains("sam fetch acme/tiny");
        assertThat(inProcess("score", "--model", id, "--data", data, "--out", data)
                        .err())
                .contains("sam fetch acme/tiny");
    }
}
