package sam.playground;

import java.nio.file.Files;
import sam.project.Project;

/// Makes a phase look trained.
final class Playing {
    private Playing() {}

    static void train(Project project, int phase, String weights) throws java.io.IOException {
        var adapter = project.run(phase).resolve("adapter");
        Files.createDirectories(adapter);
        Files.writeString(adapter.resolve("adapter_config.json"), "{}");
        Files.writeString(adapter.resolve("adapter_model.safetensors"), weights);
    }
}
