package sam.model;

import sam.durable.Plain;
import sam.model.files.ModelException;
import sam.model.gguf.GgufMetadata;

/// How q and k of a model lie in its GGUF file: whether their rows come in rotated pairs, and how many make a head.
///
/// Row h·d + 2i + s of the file is row h·d + s·d/2 + i of Hugging Face, d being the rows of a head.
public record PairedRows(GgufMetadata metadata, String architecture) {
    public static PairedRows of(GgufMetadata metadata) {
        return new PairedRows(metadata, metadata.text("general.architecture").orElse(""));
    }

    /// The rows of a head of a tensor by its Hugging Face name; 0 where rows lie as they are.
    public int head(String name, long rows) {
        var rotated = GgufNames.paired(architecture) ? GgufNames.rotated(name) : "";
        if (rotated.isEmpty()) {
            return 0;
        }
        long heads = metadata.whole(architecture + ".attention.head_count", 0);
        if (rotated.equals("k_proj")) {
            heads = metadata.whole(architecture + ".attention.head_count_kv", heads);
        }
        if (heads < 1 || rows % (2 * heads) != 0) {
            throw new ModelException(Plain.text(
                    "%s names %d heads for the %d rows of %s, which do not go together. Download it again.",
                    metadata.path(), heads, rows, name));
        }
        return Math.toIntExact(rows / heads);
    }

    /// Puts rows of `width` numbers, whole heads of `d` rows, from Hugging Face's order into the file's.
    public static void pair(float[] rows, int d, int width, int count) {
        var head = new float[d * width];
        for (int at = 0; at < count; at += d * width) {
            System.arraycopy(rows, at, head, 0, head.length);
            for (int unit = 0; unit < d; unit++) {
                System.arraycopy(head, (unit % 2 * (d / 2) + unit / 2) * width, rows, at + unit * width, width);
            }
        }
    }
}
