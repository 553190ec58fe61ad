package sam.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sam.model.gguf.GgufHeader;
import sam.model.gguf.GgufMetadata;
import tools.jackson.databind.node.ObjectNode;

/// A GGUF file whose header has been read and checked; the weights are opened when they are needed.
public final class GgufFile {
    private final Path path;
    private final GgufHeader header;
    private final String architecture;

    private GgufFile(Path path, GgufHeader header) {
        this.path = path;
        this.header = header;
        this.architecture = header.architecture();
    }

    /// Whether a path is to be read as GGUF: by its name, so that a missing file is called what it is.
    public static boolean isGguf(Path path) {
        return GgufHeader.isNamed(path);
    }

    public static GgufFile open(Path path) throws IOException {
        return new GgufFile(path, GgufHeader.read(path));
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

    /// The architecture as the `config.json` of a Hugging Face folder.
    public ObjectNode config() throws IOException {
        return GgufConfig.of(this);
    }

    /// The chat template the file carries.
    public Optional<String> template() {
        return metadata().text("tokenizer.chat_template");
    }

    /// A number of the architecture, such as `block_count`.
    public long whole(String name, long otherwise) {
        return header.own(name, otherwise);
    }

    double real(String name, double otherwise) {
        return metadata().real(architecture + "." + name, otherwise);
    }

    /// The shape of a tensor by its GGUF name, rows first; empty where it is missing.
    List<Long> shape(String name) {
        var entry = header.tensors().get(name);
        return entry == null ? List.of() : entry.shape();
    }

    /// How many tensors there are.
    int tensors() {
        return header.tensors().size();
    }

    public boolean has(String name) {
        return header.tensors().containsKey(name);
    }

    /// Opens the weights; the caller closes them.
    public WeightReader weights() throws IOException {
        return new GgufReader(this, header, FileChannel.open(path));
    }
}
