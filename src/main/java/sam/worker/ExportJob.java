package sam.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.adapters.AdapterFolder;
import sam.adapters.AdapterStack;
import sam.convert.AdapterWriter;
import sam.convert.ModelWriter;
import sam.convert.Modelfile;
import sam.durable.AtomicFiles;
import sam.model.GgufFile;
import sam.model.gguf.GgufType;
import sam.model.tokens.UnloadedModel;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;

/// Writes a run's whole stack, its own layer on top: as one PEFT folder, as llama.cpp's adapter, or folded into the
/// base as one GGUF file; beside a GGUF file lies the Modelfile that makes Ollama run it.
public final class ExportJob {
    private ExportJob() {}

    /// The forms a stack is handed on in.
    public enum Form {
        PEFT,
        GGUF_ADAPTER,
        GGUF
    }

    /// What to write; `to` is a folder to be made, or a .gguf file. `type` is for a whole model alone.
    public record Order(Path run, Form form, GgufType type, Path to) {}

    /// What was made. `drift` compares a whole model with base and stack in float32.
    public record Made(
            Path place, int rank, long bytes, @Nullable Drift drift) {}

    /// Where the files of a GGUF export go.
    private record Places(Path gguf, Path modelfile) {
        static Places of(Path to, String name) throws IOException {
            if (to.toString().toLowerCase(Locale.ROOT).endsWith(".gguf")) {
                var beside = to.resolveSibling("Modelfile");
                return new Places(
                        to, Files.exists(beside) ? to.resolveSibling(to.getFileName() + ".Modelfile") : beside);
            }
            Files.createDirectories(to);
            return new Places(to.resolve(name), to.resolve("Modelfile"));
        }
    }

    public static Made run(Order order, ModelWriter.Progress progress) throws IOException {
        var run = new RunFolder(order.run().toAbsolutePath().normalize());
        if (!Files.exists(run.job())) {
            throw new WorkerException("%s is no run folder: it has no job.json.".formatted(order.run()));
        }
        if (!(RunSession.order(run) instanceof TrainOrder trained)) {
            throw new WorkerException("%s is a chain of phases; export one of its phases.".formatted(order.run()));
        }
        if (!Files.exists(run.adapter())) {
            throw new WorkerException("%s has no adapter yet. Let the run finish first.".formatted(order.run()));
        }
        if (Files.exists(order.to())) {
            throw new WorkerException("%s exists already. Choose another place.".formatted(order.to()));
        }
        var stack = new ArrayList<Path>();
        trained.adapters().forEach(adapter -> stack.add(Path.of(adapter)));
        stack.add(run.adapter());
        var model = Path.of(trained.model());
        return switch (order.form()) {
            case PEFT -> peft(model, stack, order.to());
            case GGUF_ADAPTER -> adapter(model, stack, order.to());
            case GGUF -> whole(model, stack, order, progress);
        };
    }

    private static Made peft(Path model, List<Path> stack, Path to) throws IOException {
        var whole = AdapterStack.export(model, stack, to);
        return new Made(to, whole.rank(), Files.size(AdapterFolder.weights(to)), null);
    }

    private static Made adapter(Path model, List<Path> stack, Path to) throws IOException {
        var whole = AdapterStack.read(model, stack);
        var places = Places.of(to, "adapter.gguf");
        long bytes = AdapterWriter.write(whole, model, places.gguf());
        var from = GgufFile.isGguf(model) ? model.toAbsolutePath().toString() : "base.gguf";
        var note = GgufFile.isGguf(model)
                ? ""
                : "# base.gguf is what `sam quantize %s --to base.gguf --type f16` writes.\n".formatted(model);
        modelfile(places, note, from, Optional.of("./" + places.gguf().getFileName()), model);
        return new Made(places.gguf(), whole.rank(), bytes, null);
    }

    private static Made whole(Path model, List<Path> stack, Order order, ModelWriter.Progress progress)
            throws IOException {
        var places = Places.of(order.to(), "model.gguf");
        int rank = AdapterStack.read(model, stack).rank();
        long bytes = ModelWriter.write(
                new ModelWriter.Order(model, stack, places.gguf(), order.type(), order.type(), false), progress);
        modelfile(places, "", "./" + places.gguf().getFileName(), Optional.empty(), model);
        return new Made(places.gguf(), rank, bytes, Drift.between(model, stack, places.gguf()));
    }

    private static void modelfile(Places places, String note, String from, Optional<String> adapter, Path model)
            throws IOException {
        try (var text = UnloadedModel.open(model)) {
            AtomicFiles.write(
                    places.modelfile(), (note + Modelfile.of(from, adapter, text)).getBytes(StandardCharsets.UTF_8));
        }
    }
}
