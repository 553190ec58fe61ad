package sam.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.project.Project;
import tools.jackson.core.JacksonException;

/// Answers that were given once, kept in the project under the hash of everything they depend on: a retrained phase
/// or a changed prompt asks anew, nothing else does.
final class AnswerShelf {
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    /// An answer as it lies in its file, readable by a person.
    /// One that was cut tells at how many tokens; those kept by earlier versions do not know.
    record Kept(String prompt, String stage, String answer, double seconds, int cutAt) {}

    Optional<Kept> find(Project project, ModelState stage, String prompt) throws IOException {
        var file = file(project, stage, prompt);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Kept.class));
        } catch (JacksonException e) {
            // A damaged answer is no loss: the model gives it again.
            return Optional.empty();
        }
    }

    void keep(Project project, ModelState stage, Kept answer) throws IOException {
        var file = file(project, stage, answer.prompt());
        Files.createDirectories(AtomicFiles.parent(file));
        AtomicFiles.write(file, Json.pretty(answer));
    }

    private Path file(Project project, ModelState stage, String prompt) throws IOException {
        var key = new StringBuilder(project.base().toString()).append('\n');
        for (var weights : stage.weights()) {
            key.append(hash(weights)).append('\n');
        }
        return project.folder().resolve("answers").resolve(Hashes.sha256(key + prompt) + ".json");
    }

    /// The hash of a weight file, computed once for each state of the file.
    private String hash(Path file) throws IOException {
        var state = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        var known = hashes.get(state);
        if (known == null) {
            known = Hashes.sha256(file);
            hashes.put(state, known);
        }
        return known;
    }
}
