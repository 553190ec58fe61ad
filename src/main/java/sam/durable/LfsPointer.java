package sam.durable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Knows the short text that git leaves in the place of a large file it has not fetched, whatever the file should be.
public final class LfsPointer {
    private static final byte[] BEGINNING = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private LfsPointer() {}

    /// Whether a file that begins so is only a pointer.
    public static boolean begins(byte[] head) {
        return head.length >= BEGINNING.length
                && java.util.Arrays.equals(head, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /// What to say of a file that is only a pointer; empty of every other, and of one that is not there.
    public static Optional<String> sentence(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) < BEGINNING.length) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            return begins(in.readNBytes(BEGINNING.length)) ? Optional.of(sentence(file.toString())) : Optional.empty();
        }
    }

    /// The sentence for a file of this name.
    public static String sentence(String name) {
        return Plain.text(
                "%s is only a pointer to a large file (git-lfs). Fetch the file itself with git lfs pull or download"
                        + " it.",
                name);
    }
}
