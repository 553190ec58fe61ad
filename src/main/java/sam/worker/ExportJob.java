package sam.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import sam.llm.AdapterFolder;
import sam.llm.AdapterStack;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;

/// Writes a run's whole stack, its own layer on top, as one PEFT folder.
public final class ExportJob {
    private ExportJob() {}

    public record Made(int rank, long bytes) {}

    public static Made run(Path runFolder, Path to) throws IOException {
        var run = new RunFolder(runFolder.toAbsolutePath().normalize());
        if (!Files.exists(run.job())) {
            throw new WorkerException("%s is no run folder: it has no job.json.".formatted(runFolder));
        }
        if (!(RunSession.order(run) instanceof TrainOrder order)) {
            throw new WorkerException("%s is a chain of phases; export one of its phases.".formatted(runFolder));
        }
        if (!Files.exists(run.adapter())) {
            throw new WorkerException("%s has no adapter yet. Let the run finish first.".formatted(runFolder));
        }
        if (Files.exists(to)) {
            throw new WorkerException("%s exists already. Choose another folder.".formatted(to));
        }
        var stack = new ArrayList<Path>();
        order.adapters().forEach(adapter -> stack.add(Path.of(adapter)));
        stack.add(run.adapter());
        var whole = AdapterStack.export(Path.of(order.model()), stack, to);
        return new Made(whole.rank(), Files.size(AdapterFolder.weights(to)));
    }
}
