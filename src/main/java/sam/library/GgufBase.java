package sam.library;

import java.io.IOException;
import java.nio.file.Path;
import sam.model.ModelFamily;
import sam.model.gguf.GgufException;
import sam.model.gguf.GgufHeader;

/// A base in a GGUF file, told from the file's header.
final class GgufBase {
    private GgufBase() {}

    static BaseModel read(Path file) {
        var header = header(file);
        if (ModelFamily.ofArchitecture(header.architecture()).isEmpty()) {
            throw new LibraryException(
                    "This model's architecture is %s. SAM trains GGUF files of: %s; choose one of those."
                            .formatted(header.architecture(), ModelFamily.listed(ModelFamily::architecture)));
        }
        var embedding = header.tensors().get("token_embd.weight");
        if (embedding == null || !header.metadata().has("tokenizer.ggml.tokens")) {
            throw new LibraryException("%s holds no complete model. Choose the file of a whole model.".formatted(file));
        }
        return new BaseModel(
                file,
                header.architecture(),
                (int) header.own("block_count", 0),
                (int) header.own("embedding_length", 0),
                (int) Math.min(Integer.MAX_VALUE, embedding.shape().getFirst()),
                bytes(header),
                header.metadata().has("tokenizer.chat_template"));
    }

    private static long bytes(GgufHeader header) {
        return header.tensors().values().stream()
                .mapToLong(GgufHeader.Entry::bytes)
                .sum();
    }

    private static GgufHeader header(Path file) {
        try {
            return GgufHeader.read(file);
        } catch (GgufException e) {
            throw new LibraryException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new LibraryException("%s cannot be read. Check its permissions.".formatted(file), e);
        }
    }
}
