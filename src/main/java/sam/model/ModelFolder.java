package sam.model;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsFile;
import sam.model.files.SafetensorsHeader;
import sam.protocol.PlacePattern;

/// A model on disk: a Hugging Face folder, `config.json` and the weights in one safetensors file or several named by
/// an index; or one GGUF file that holds all of it. Where both are there the one file is the model, as in transformers:
/// the index is left over from before the parts were joined.
public final class ModelFolder {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path root;
    private final ModelConfig config;
    private final @Nullable GgufFile file;

    private ModelFolder(Path root, ModelConfig config, @Nullable GgufFile file) {
        this.root = root;
        this.config = config;
        this.file = file;
    }

    public static ModelFolder open(Path root) throws IOException {
        if (GgufFile.isGguf(root)) {
            var file = GgufFile.open(root);
            return new ModelFolder(root, ModelConfig.of(file.config(), root), file);
        }
        if (!Files.isDirectory(root)) {
            throw new ModelException(ModelPlace.missing(root));
        }
        return new ModelFolder(root, ModelConfig.read(root), null);
    }

    /// The folder, or the GGUF file.
    public Path root() {
        return root;
    }

    public ModelConfig config() {
        return config;
    }

    /// The GGUF file this model lies in; empty for a folder.
    public Optional<GgufFile> file() {
        return Optional.ofNullable(file);
    }

    /// The model's own chat template as it is written, where it has one.
    public Optional<String> templateSource() throws IOException {
        return file == null ? ChatTemplate.source(root) : file.template();
    }

    /// Opens the weights; the headers of all files are checked, and every tensor of the architecture must be there in
    /// its shape.
    public WeightReader weights() throws IOException {
        if (file != null) {
            return checked(file.weights());
        }
        var files = new LinkedHashMap<Path, SafetensorsFile>();
        try {
            var weights = new Weights(
                    this,
                    files,
                    Files.exists(root.resolve(SINGLE)) || !Files.exists(root.resolve(INDEX))
                            ? single(files)
                            : sharded(files));
            new WeightMap(config).check(weights, root);
            return weights;
        } catch (IOException | RuntimeException e) {
            for (var file : files.values()) {
                file.close();
            }
            throw e;
        }
    }

    private WeightReader checked(WeightReader weights) throws IOException {
        try {
            new WeightMap(config).check(weights, root);
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private Map<String, SafetensorsFile> single(Map<Path, SafetensorsFile> files) throws IOException {
        var path = root.resolve(SINGLE);
        if (!Files.exists(path)) {
            throw new ModelException(
                    Plain.text("There is no model.safetensors in %s. Choose a model in the safetensors format.", root));
        }
        var file = SafetensorsFile.open(path);
        files.put(path, file);
        var where = new HashMap<String, SafetensorsFile>();
        file.tensors().keySet().forEach(name -> where.put(name, file));
        return where;
    }

    private Map<String, SafetensorsFile> sharded(Map<Path, SafetensorsFile> files) throws IOException {
        var index = root.resolve(INDEX);
        var parts = new LinkedHashMap<String, String>();
        for (var entry : ModelJson.read(index).path("weight_map").properties()) {
            parts.put(entry.getKey(), part(index, entry.getValue().asString("")));
        }
        var missing = parts.values().stream()
                .distinct()
                .filter(name -> !Files.exists(root.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new ModelException(Plain.text(
                    missing.size() == 1
                            ? "The part %s of the model in %s is missing. Download it again."
                            : "The part %s of the model in %s is missing, and %d more are. Download them again.",
                    missing.getFirst(),
                    root,
                    missing.size() - 1));
        }
        var where = new HashMap<String, SafetensorsFile>();
        for (var entry : parts.entrySet()) {
            var path = root.resolve(entry.getValue());
            if (!files.containsKey(path)) {
                files.put(path, SafetensorsFile.open(path));
            }
            where.put(entry.getKey(), files.get(path));
        }
        return where;
    }

    private static String part(Path index, String name) {
        if (!isInside(name)) {
            throw new ModelException(
                    Plain.text("%s names the file \"%s\" outside its folder. Download the model again.", index, name));
        }
        return name;
    }

    private static boolean isInside(String name) {
        try {
            return !name.isEmpty()
                    && !name.startsWith(".")
                    && Path.of(name).equals(Path.of(name).getFileName());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// The name of a layer's linear in the model's files.
    public static String linear(int layer, String linear) {
        return PlacePattern.place(layer, linear);
    }

    /// The open files of a model's weights.
    private static final class Weights implements WeightReader {
        private final ModelFolder folder;
        private final Map<Path, SafetensorsFile> files;
        private final Map<String, SafetensorsFile> where;

        private Weights(ModelFolder folder, Map<Path, SafetensorsFile> files, Map<String, SafetensorsFile> where) {
            this.folder = folder;
            this.files = files;
            this.where = where;
        }

        @Override
        public OnDisk onDisk() {
            var sizes = where.entrySet().stream()
                    .map(entry -> entry.getValue().tensors().get(entry.getKey()))
                    .filter(Objects::nonNull)
                    .mapToLong(entry -> entry.end() - entry.begin())
                    .summaryStatistics();
            return new OnDisk(sizes.getSum(), Math.max(0, sizes.getMax()));
        }

        @Override
        public boolean has(String name) {
            var file = where.get(name);
            return file != null && file.tensors().containsKey(name);
        }

        @Override
        public Stored tensor(String name) {
            var entry = entry(name);
            return new Stored(name, file(name).weightType(entry), entry.shape());
        }

        @Override
        public void read(String name, long from, long count, MemorySegment target) throws IOException {
            long columns = tensor(name).columns();
            file(name).read(entry(name), from * columns, count * columns, target);
        }

        @Override
        public void bytes(String name, long from, long count, MemorySegment target) throws IOException {
            var stored = tensor(name);
            long row = stored.type().rowBytes(stored.columns());
            file(name).bytes(entry(name), from * row, count * row, target);
        }

        private SafetensorsHeader.Entry entry(String name) {
            return java.util.Objects.requireNonNull(file(name).tensors().get(name), name);
        }

        private SafetensorsFile file(String name) {
            if (!has(name)) {
                throw new ModelException(
                        Plain.text("The model in %s has no tensor %s. Download it again.", folder.root, name));
            }
            return java.util.Objects.requireNonNull(where.get(name));
        }

        @Override
        public void close() throws IOException {
            for (var file : files.values()) {
                file.close();
            }
        }
    }
}
