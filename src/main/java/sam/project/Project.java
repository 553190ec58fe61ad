package sam.project;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.LibraryException;
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
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(base, "base");
            prompts = List.copyOf(prompts);
            phases = List.copyOf(phases);
        }
    }

    /// One of the four phases with its recipe: `settings` under TRL's names where they differ from the defaults,
    /// `replay` how many rows of each earlier phase are mixed in, `limits` how much of a source is taken where that
    /// is not all of it.
    public record Phase(
            int number,
            String name,
            Objective objective,
            JsonNode settings,
            Map<Integer, Integer> replay,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Limit> limits) {
        /// A phase that takes all of its sources.
        public Phase(int number, String name, Objective objective, JsonNode settings, Map<Integer, Integer> replay) {
            this(number, name, objective, settings, replay, Map.of());
        }

        @JsonCreator
        public Phase {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(objective, "objective");
            if (!settings.isObject()) {
                throw new IllegalArgumentException("settings must be an object");
            }
            replay = Map.copyOf(replay);
            // projects written before there were limits have none
            limits = limits == null ? Map.of() : Map.copyOf(limits);
        }

        public TrainingSettings trainingSettings() {
            return TrainingSettings.defaults(objective).with(settings);
        }

        /// A copy with one knob turned, written in the knob's own type: a number is no text in `project.json`.
        public Phase with(String setting, String value) {
            var all = Json.MAPPER.valueToTree(trainingSettings().with(setting, value));
            var typed = all.get(setting);
            var changed = (ObjectNode) settings.deepCopy();
            if (typed == null) {
                // another name for a knob: its value keeps the form it was given in
                changed.put(setting, value);
            } else {
                changed.set(setting, typed);
            }
            return new Phase(number, name, objective, changed, replay, limits);
        }
    }

    public static Project open(Path folder) throws IOException {
        var file = folder.resolve("project.json");
        if (!Files.exists(file)) {
            throw new LibraryException(Plain.text("%s is not a project: it has no project.json.", folder));
        }
        try {
            var json = Json.MAPPER.readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return new Project(folder.toAbsolutePath().normalize(), Json.MAPPER.treeToValue(json, Content.class));
            }
        } catch (JacksonException e) {
            throw broken(file, e);
        }
        throw broken(file, null);
    }

    private static LibraryException broken(Path file, @Nullable Exception cause) {
        return new LibraryException(
                Plain.text("%s cannot be read as a project. Mend its JSON or put a copy of it in its place.", file),
                cause);
    }

    public void save() throws IOException {
        Files.createDirectories(runs());
        Files.createDirectories(exports());
        AtomicFiles.write(folder.resolve("project.json"), Json.pretty(content));
    }

    public Path base() {
        return folder.resolve(content.base()).normalize();
    }

    /// Whether the base is still where it was: a disk may have been taken out, or its folder emptied.
    public boolean hasBase() throws IOException {
        var base = base();
        if (!Files.isDirectory(base)) {
            return Files.exists(base);
        }
        try (var files = Files.list(base)) {
            return files.findAny().isPresent();
        }
    }

    /// The same project on another base.
    public Project on(Path base) {
        return new Project(
                folder,
                new Content(content.name(), base.toAbsolutePath().toString(), content.prompts(), content.phases()));
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

    /// The phases from the lowest up, in whatever order `project.json` lists them.
    public List<Phase> inOrder() {
        return content.phases().stream()
                .sorted(Comparator.comparingInt(Phase::number))
                .toList();
    }

    public Phase phase(int number) {
        return content.phases().stream()
                .filter(phase -> phase.number() == number)
                .findFirst()
                .orElseThrow(() -> new LibraryException(Plain.text("This project has no phase %d.", number)));
    }

    /// The newest finished run of a phase is `runs/phaseN` by convention: training again moves the old one aside.
    public Path run(int phase) {
        return runs().resolve("phase" + phase);
    }
}
