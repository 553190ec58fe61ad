package sam.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.model.files.ModelException;
import sam.model.gguf.GgufException;

/// What a model is, told from its files' descriptions without loading a weight: the one answer that the window, the
/// planner and the engine share, and with the engine's own checks, so that what is described here can be trained.
///
/// `template` tells whether it has a chat template of its own. Reading the header of a GGUF file with a large
/// vocabulary takes about a second: call [#read] off the window's thread. What was read is kept until a file of the
/// model changes its size or time.
public record ModelDescription(Path path, ModelConfig config, WeightReader.OnDisk weights, boolean template) {
    private static final int KEPT = 16;
    private static final Map<Path, Known> KNOWN = new LinkedHashMap<>();

    private record Stamp(long bytes, FileTime time) {}

    private record Known(Map<String, Stamp> files, ModelDescription description) {}

    /// Reads a Hugging Face folder or a GGUF file; says in a [ModelException] why it is no model that can be trained.
    public static ModelDescription read(Path model) {
        var path = model.toAbsolutePath().normalize();
        try {
            if (!Files.exists(path)) {
                throw new ModelException(ModelPlace.missing(model));
            }
            var files = stamps(path);
            synchronized (KNOWN) {
                var known = KNOWN.get(path);
                if (known != null && known.files().equals(files)) {
                    return known.description();
                }
            }
            var description = describe(model);
            synchronized (KNOWN) {
                KNOWN.remove(path);
                KNOWN.put(path, new Known(files, description));
                if (KNOWN.size() > KEPT) {
                    KNOWN.remove(KNOWN.keySet().iterator().next());
                }
            }
            return description;
        } catch (IOException e) {
            throw new ModelException(Plain.text("The model in %s cannot be read: %s", model, Sentences.of(e)), e);
        } catch (GgufException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ModelDescription describe(Path model) throws IOException {
        var folder = ModelFolder.open(model);
        if (folder.file().isEmpty()) {
            requireTokenizer(model);
        } else if (!folder.file().get().metadata().has("tokenizer.ggml.tokens")) {
            throw new ModelException(
                    Plain.text("%s holds no complete model. Choose the file of a whole model.", model));
        }
        try (var weights = folder.weights()) {
            return new ModelDescription(
                    model,
                    folder.config(),
                    weights.onDisk(),
                    folder.templateSource().isPresent());
        }
    }

    private static void requireTokenizer(Path folder) {
        if (!Files.isRegularFile(folder.resolve("tokenizer.json"))) {
            throw new ModelException(Plain.text(
                    "%s has no tokenizer.json. Choose a folder as Hugging Face keeps it, or a .gguf file.", folder));
        }
    }

    /// Size and time of every file a model's description can come from.
    private static Map<String, Stamp> stamps(Path model) throws IOException {
        if (!Files.isDirectory(model)) {
            return Map.of("", stamp(model));
        }
        var stamps = new TreeMap<String, Stamp>();
        try (var files = Files.newDirectoryStream(model, "*.{json,safetensors,jinja}")) {
            for (var file : files) {
                stamps.put(String.valueOf(file.getFileName()), stamp(file));
            }
        }
        return stamps;
    }

    private static Stamp stamp(Path file) throws IOException {
        return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
    }
}
