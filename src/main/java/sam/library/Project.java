package sam.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A project folder: `project.json library.sqlite runs/ exports/`.
///
/// `base` is the model folder, absolute or relative to the project.
public record Project(Path folder, Content content) {
    /// What `project.json` says.
    public record Content(String name, String base, List<String> prompts, List<Phase> phases) {
        public Content {
            prompts = List.copyOf(prompts);
            phases = List.copyOf(phases);
        }
    }

    /// One of the four phases with its recipe: `settings` under TRL's names where they differ from the defaults,
    /// `replay` how many rows of each earlier phase are mixed in.
    public record Phase(int number, String name, Objective objective, JsonNode settings, Map<Integer, Integer> replay) {
        public Phase {
            replay = Map.copyOf(replay);
        }

        public TrainingSettings trainingSettings() {
            return TrainingSettings.defaults(objective).with(settings);
        }

        public Phase with(String setting, String value) {
            trainingSettings().with(setting, value);
            var changed = (ObjectNode) settings.deepCopy();
            changed.put(setting, value);
            return new Phase(number, name, objective, changed, replay);
        }
    }

    public static Project open(Path folder) throws IOException {
        var file = folder.resolve("project.json");
        if (!Files.exists(file)) {
            throw new LibraryException("%s is not a project: it has no project.json.".formatted(folder));
        }
        try {
            return new Project(
                    folder.toAbsolutePath().normalize(),
                    Json.MAPPER.readValue(Files.readAllBytes(file), Content.class));
        } catch (JacksonException e) {
            throw new LibraryException(
                    "%s cannot be read as a project. Mend its JSON or put a copy of it in its place.".formatted(file),
                    e);
        }
    }

    public void save() throws IOException {
        Files.createDirectories(runs());
        Files.createDirectories(exports());
        AtomicFiles.write(folder.resolve("project.json"), Json.pretty(content));
    }

    public Path base() {
        return folder.resolve(content.base()).normalize();
    }

    public Path library() {
        return folder.resolve("library.sqlite");
    }

    public Path runs() {
        return folder.resolve("runs");
    }

    public Path exports() {
        return folder.resolve("exports");
    }

    public Phase phase(int number) {
        return content.phases().stream()
                .filter(phase -> phase.number() == number)
                .findFirst()
                .orElseThrow(() -> new LibraryException("This project has no phase %d.".formatted(number)));
    }

    /// The newest finished run of a phase is `runs/phaseN` by convention: training again moves the old one aside.
    public Path run(int phase) {
        return runs().resolve("phase" + phase);
    }
}
