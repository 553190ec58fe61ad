package sam.exports;

import java.util.List;

/// The forms a stack can be handed on in, with the words of `sam export` that ask for each.
public enum Format {
    PEFT("peft", List.of("--format", "peft")),
    GGUF_ADAPTER("gguf-adapter", List.of("--format", "gguf-adapter")),
    GGUF_F16("gguf-f16", List.of("--format", "gguf", "--type", "f16")),
    GGUF_Q8("gguf-q8_0", List.of("--format", "gguf", "--type", "q8_0")),
    GGUF_Q4("gguf-q4_0", List.of("--format", "gguf", "--type", "q4_0"));

    private final String folder;
    private final List<String> words;

    Format(String folder, List<String> words) {
        this.folder = folder;
        this.words = words;
    }

    /// The end of the name of a folder that holds it.
    String folder() {
        return folder;
    }

    List<String> words() {
        return words;
    }
}
