package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.Json;
import sam.processes.ChildJvm;

/// Started without a display, the program says so and runs the sample job in the terminal.
class NoDisplayIT {
    @TempDir
    private Path folder;

    @Test
    void withoutADisplayTheSampleJobRunsInTheTerminal() throws Exception {
        var command = ChildJvm.withHeap("1g")
                .with("-XX:TieredStopAtLevel=1")
                .with("-Duser.home=" + folder)
                .with("-Dsam.assets=" + SmallAssets.in(folder))
                .command();
        var out = folder.resolve("out").toFile();
        var err = folder.resolve("err").toFile();
        var builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        var process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();

        assertThat(Files.readString(err.toPath())).startsWith("There is no display here");
        assertThat(Files.readString(out.toPath())).contains("Four phases in").contains("phase 4");
        // the window's JVM is no engine's: training has one of its own
        try (var journal = Files.lines(folder.resolve("sam-demo/project/runs/phase1/events.jsonl"))) {
            assertThat(journal.map(Json.MAPPER::readTree)
                            .filter(event -> event.path("type").asString().equals("started")))
                    .isNotEmpty()
                    .noneMatch(event -> event.path("pid").asLong() == process.pid());
        }
        var report = Json.MAPPER.readTree(Files.readAllBytes(folder.resolve("sam-demo/report.json")));
        assertThat(report.path("phases")).isNotEmpty();
        assertThat(report.path("seconds").asDouble()).isPositive();
    }
}
