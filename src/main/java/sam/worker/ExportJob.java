package sam.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sam.adapters.AdapterFolder;
import sam.adapters.AdapterStack;
import sam.convert.AdapterWriter;
import sam.convert.ModelWriter;
import sam.convert.Modelfile;
import sam.durable.AtomicFiles;
import sam.durable.Plain;
import sam.model.GgufFile;
import sam.model.gguf.GgufType;
import sam.model.tokens.UnloadedModel;
import sam.protocol.ExportOrder;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;

/// Writes a run's whole stack, its own layer on top: as one PEFT folder, as llama.cpp's adapter, or folded into the
/// base as one GGUF file; beside a GGUF file lies the Modelfile that makes Ollama run it.
public final class ExportJob {
    private ExportJob() {}

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

    public static ExportOrder.Made run(ExportOrder order, ModelWriter.Progress progress) throws IOException {
        var run = new RunFolder(Path.of(order.run()).toAbsolutePath().normalize());
        if (!Files.exists(run.job())) {
            throw new WorkerException(Plain.text("%s is no run folder: it has no job.json.", order.run()));
        }
        if (!(RunSession.order(run) instanceof TrainOrder trained)) {
            throw new WorkerException(Plain.text("%s is a chain of phases; export one of its phases.", order.run()));
        }
        if (!Files.exists(run.adapter())) {
            throw new WorkerException(Plain.text("%s has no adapter yet. Let the run finish first.", order.run()));
        }
        var to = Path.of(order.to());
        if (Files.exists(to)) {
            throw new WorkerException(Plain.text("%s exists already. Choose another place.", order.to()));
        }
        var stack = new ArrayList<Path>();
        trained.adapters().forEach(adapter -> stack.add(Path.of(adapter)));
        stack.add(run.adapter());
        var model = Path.of(trained.model());
        return switch (order.form()) {
            case PEFT -> peft(model, stack, to);
            case GGUF_ADAPTER -> adapter(model, stack, to);
            case GGUF -> whole(model, stack, order, progress);
        };
    }

    private static ExportOrder.Made peft(Path model, List<Path> stack, Path to) throws IOException {
        var whole = AdapterStack.export(model, stack, to);
        return new ExportOrder.Made(to.toString(), whole.rank(), Files.size(AdapterFolder.weights(to)), null);
    }

    private static ExportOrder.Made adapter(Path model, List<Path> stack, Path to) throws IOException {
        var whole = AdapterStack.read(model, stack);
        var places = Places.of(to, "adapter.gguf");
        long bytes = AdapterWriter.write(whole, model, places.gguf());
        var from = GgufFile.isGguf(model) ? model.toAbsolutePath().toString() : "base.gguf";
        var note = GgufFile.isGguf(model)
                ? ""
                : Plain.text("# base.gguf is what `sam quantize %s --to base.gguf --type f16` writes.\n", model);
        modelfile(places, note, from, Optional.of("./" + places.gguf().getFileName()), model);
        return new ExportOrder.Made(places.gguf().toString(), whole.rank(), bytes, null);
    }

    private static ExportOrder.Made whole(
            Path model, List<Path> stack, ExportOrder order, ModelWriter.Progress progress) throws IOException {
        var places = Places.of(Path.of(order.to()), "model.gguf");
        var type = GgufType.valueOf(order.type().name());
        int rank = AdapterStack.read(model, stack).rank();
        long bytes = ModelWriter.write(new ModelWriter.Order(model, stack, places.gguf(), type, type, false), progress);
        modelfile(places, "", "./" + places.gguf().getFileName(), Optional.empty(), model);
        return new ExportOrder.Made(places.gguf().toString(), rank, bytes, Drift.between(model, stack, places.gguf()));
    }

    private static void modelfile(Places places, String note, String from, Optional<String> adapter, Path model)
            throws IOException {
        try (var text = UnloadedModel.open(model)) {
            AtomicFiles.write(
                    places.modelfile(), (note + Modelfile.of(from, adapter, text)).getBytes(StandardCharsets.UTF_8));
        }
    }
}
