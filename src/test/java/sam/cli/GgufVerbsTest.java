package sam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.GgufFile;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.workers.WorkerProcess;

/// quantize, and export in the GGUF formats, as a person types them.
class GgufVerbsTest {
    private static final Path PARITY = Path.of("assets/parity");

    private record Ran(int code, String out, String err) {}

    @TempDir
    Path folder;

    private static Ran sam(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Sam.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Ran(code, out.toString(), err.toString());
    }

    @Test
    void aModelIsQuantizedOnceAndReplacedOnlyWhenAsked() throws IOException {
        var model = PARITY.resolve("model").toString();
        var file = folder.resolve("a.gguf").toString();
        var made = sam("quantize", model, "--to", file, "--type", "q8_0");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains(file).contains("bytes");
        assertThat(made.err()).contains("100 %");
        assertThat(GgufFile.open(Path.of(file)).architecture()).isEqualTo("llama");

        var again = sam("quantize", model, "--to", file, "--type", "f16");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err().strip()).endsWith("exists already. Choose another name.");
        assertThat(sam("quantize", model, "--to", file, "--type", "f16", "--force")
                        .code())
                .isZero();
        assertThat(sam("quantize", model, "--to", file, "--type", "q3_k").code())
                .isEqualTo(2);
    }

    @Test
    void aRunIsHandedOnAsAnAdapterAndAsAWholeModel() throws IOException {
        var run = finishedRun().toString();
        var adapter = folder.resolve("adapter");
        assertThat(sam("export", run, "--format", "gguf-adapter", "--to", adapter.toString())
                        .code())
                .isZero();
        assertThat(adapter.resolve("adapter.gguf")).exists();
        assertThat(adapter.resolve("Modelfile")).content().contains("ADAPTER ./adapter.gguf");

        var whole = folder.resolve("whole.gguf");
        var made = sam("export", run, "--format", "gguf", "--type", "q8_0", "--to", whole.toString());
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("rank 7").contains("mean KL").contains("largest logit difference");
        assertThat(folder.resolve("Modelfile")).content().startsWith("FROM ./whole.gguf");
        assertThat(sam("export", run, "--format", "onnx", "--to", "x").code()).isEqualTo(2);
    }

    /// A run of the top adapter on the one below, as its worker leaves it.
    private Path finishedRun() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        WorkerProcess.prepare(
                run.root(),
                new TrainOrder(
                        PARITY.resolve("model").toAbsolutePath().toString(),
                        List.of(PARITY.resolve("below").toAbsolutePath().toString()),
                        null,
                        PARITY.resolve("sft.jsonl").toAbsolutePath().toString(),
                        Objective.SFT,
                        TrainingSettings.defaults(Objective.SFT),
                        0));
        Files.createDirectories(run.adapter());
        for (var name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(PARITY.resolve("top").resolve(name), run.adapter().resolve(name));
        }
        return run.root();
    }
}
