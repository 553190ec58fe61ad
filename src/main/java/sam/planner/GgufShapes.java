package sam.planner;

import java.io.IOException;
import java.nio.file.Path;
import sam.memory.ModelShape;
import sam.model.ModelFamily;
import sam.model.gguf.GgufException;
import sam.model.gguf.GgufHeader;

/// Reads a model's shape from the header of a GGUF file.
final class GgufShapes {
    private GgufShapes() {}

    static ModelShape read(Path file) {
        try {
            return of(file, GgufHeader.read(file));
        } catch (IOException | GgufException e) {
            throw new PlannerException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ModelShape of(Path file, GgufHeader header) {
        int hidden = number(file, header, "embedding_length", 0);
        int heads = number(file, header, "attention.head_count", 0);
        var embedding = header.tensors().get("token_embd.weight");
        if (embedding == null) {
            throw new PlannerException(
                    "%s has no token_embd.weight. The file is not a complete language model.".formatted(file));
        }
        long bytes = 0;
        long largest = 0;
        for (var tensor : header.tensors().values()) {
            bytes += tensor.bytes();
            largest = Math.max(largest, tensor.bytes());
        }
        return new ModelShape(
                String.valueOf(file.getFileName()),
                family(header),
                hidden,
                number(file, header, "block_count", 0),
                heads,
                number(file, header, "attention.head_count_kv", heads),
                number(file, header, "attention.key_length", hidden / heads),
                number(file, header, "feed_forward_length", 0),
                (int) Math.min(Integer.MAX_VALUE, embedding.shape().getFirst()),
                !header.tensors().containsKey("output.weight"),
                header.tensors().containsKey("blk.0.attn_q.bias"),
                header.tensors().containsKey("blk.0.attn_q_norm.weight"),
                bytes,
                largest);
    }

    /// llama.cpp writes Mistral as llama, which is the same here.
    private static ModelFamily family(GgufHeader header) {
        return ModelFamily.ofArchitecture(header.architecture()).orElse(ModelFamily.LLAMA);
    }

    private static int number(Path file, GgufHeader header, String key, int otherwise) {
        long value = header.own(key, otherwise);
        if (value <= 0 || value > Integer.MAX_VALUE) {
            throw new PlannerException("%s has no %s. The file is not a complete language model.".formatted(file, key));
        }
        return (int) value;
    }
}
