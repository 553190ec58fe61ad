package sam.llm.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import sam.llm.ModelException;
import sam.llm.WeightReader;

/// A GGUF file whose header has been read and checked; the weights are opened when they are needed.
public final class GgufFile {
    private final Path path;
    private final GgufHeader header;
    private final String architecture;

    private GgufFile(Path path, GgufHeader header) {
        this.path = path;
        this.header = header;
        this.architecture = header.metadata().text("general.architecture").orElse("");
    }

    /// Whether a path is to be read as GGUF: by its name, so that a missing file is called what it is.
    public static boolean isGguf(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf") && !Files.isDirectory(path);
    }

    public static GgufFile open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new ModelException("There is no file %s. Choose a .gguf file.".formatted(path));
        }
        try (var channel = FileChannel.open(path)) {
            return new GgufFile(path, GgufHeader.read(path, channel));
        }
    }

    public Path path() {
        return path;
    }

    /// llama.cpp's name of the architecture: `general.architecture`.
    public String architecture() {
        return architecture;
    }

    public GgufMetadata metadata() {
        return header.metadata();
    }

    /// A number of the architecture, such as `block_count`.
    long whole(String name, long otherwise) {
        return metadata().whole(architecture + "." + name, otherwise);
    }

    double real(String name, double otherwise) {
        return metadata().real(architecture + "." + name, otherwise);
    }

    /// The shape of a tensor by its GGUF name, rows first; empty where it is missing.
    List<Long> shape(String name) {
        var entry = header.tensors().get(name);
        return entry == null ? List.of() : entry.shape();
    }

    boolean has(String name) {
        return header.tensors().containsKey(name);
    }

    /// Opens the weights; the caller closes them.
    public WeightReader weights() throws IOException {
        return new GgufReader(this, header, FileChannel.open(path));
    }
}
