package sam.playground;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import sam.project.Project;
import sam.protocol.TalkReply;
import sam.protocol.TalkRequest;
import sam.workers.RunException;

/// A voice that answers at once with the number of its layers and the last words it heard.
final class Playing implements Voice {
    final List<TalkRequest> asked = new ArrayList<>();
    int opened;
    int closed;
    boolean refuses;

    Voice open(Path base) {
        opened++;
        return this;
    }

    @Override
    public CompletableFuture<TalkReply.Done> answer(TalkRequest request, Consumer<String> pieces) {
        asked.add(request);
        if (refuses) {
            return CompletableFuture.failedFuture(new RunException("The model's process has ended. Ask again."));
        }
        var heard =
                java.util.Objects.requireNonNull(request.messages()).getLast().content();
        pieces.accept(request.adapters().size() + " layers: ");
        pieces.accept(heard);
        var text = request.adapters().size() + " layers: " + heard;
        return CompletableFuture.completedFuture(new TalkReply.Done(request.id(), text, 4, 0.5, true));
    }

    @Override
    public void cancel(String id) {}

    @Override
    public void close() {
        closed++;
    }

    /// Makes a phase look trained.
    static void train(Project project, int phase, String weights) throws java.io.IOException {
        var adapter = project.run(phase).resolve("adapter");
        Files.createDirectories(adapter);
        Files.writeString(adapter.resolve("adapter_config.json"), "{}");
        Files.writeString(adapter.resolve("adapter_model.safetensors"), weights);
    }
}
