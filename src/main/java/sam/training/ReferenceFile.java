package sam.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;

/// What one frozen stack says of pairs, as a file that is believed whole or not at all.
///
/// Big-endian: eight bytes of name, the 32 of the key, the number of pairs, then for each the 32 bytes of its hash
/// and two doubles (summed log p of the chosen and of the rejected answer), and the SHA-256 of all that.
final class ReferenceFile {
    static final int PAIR_BYTES = RowHash.BYTES + 2 * Double.BYTES;

    private static final byte[] NAME = "samref1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = NAME.length + RowHash.BYTES + Integer.BYTES;
    private static final int FRAME = HEAD + RowHash.BYTES;
    private static final long MOST_BYTES = 1 << 30;

    private ReferenceFile() {}

    /// Summed log p of a pair's two answers.
    record Said(double chosen, double rejected) {
        boolean isFinite() {
            return Double.isFinite(chosen) && Double.isFinite(rejected);
        }
    }

    /// In the order they were written; empty where a byte is not as it was written or the key is another.
    static Optional<Map<RowHash, Said>> read(Path file, String key) throws IOException {
        long size = Files.size(file);
        if (size < FRAME || size > MOST_BYTES || (size - FRAME) % PAIR_BYTES != 0) {
            return Optional.empty();
        }
        var bytes = Files.readAllBytes(file);
        int pairs = (bytes.length - FRAME) / PAIR_BYTES;
        var buffer = ByteBuffer.wrap(bytes);
        boolean whole = bytes.length == size
                && Arrays.equals(bytes, 0, HEAD, head(key, pairs).array(), 0, HEAD)
                && Arrays.equals(digest(bytes), Arrays.copyOfRange(bytes, bytes.length - RowHash.BYTES, bytes.length));
        if (!whole) {
            return Optional.empty();
        }
        buffer.position(HEAD);
        var said = LinkedHashMap.<RowHash, Said>newLinkedHashMap(pairs);
        for (int i = 0; i < pairs; i++) {
            said.put(RowHash.read(buffer), new Said(buffer.getDouble(), buffer.getDouble()));
        }
        return Optional.of(said);
    }

    static void write(Path file, String key, Map<RowHash, Said> said) throws IOException {
        var buffer = ByteBuffer.allocate(FRAME + PAIR_BYTES * said.size());
        buffer.put(head(key, said.size()));
        said.forEach((row, numbers) -> {
            row.write(buffer);
            buffer.putDouble(numbers.chosen()).putDouble(numbers.rejected());
        });
        buffer.put(digest(buffer.array()));
        AtomicFiles.write(file, buffer.array());
    }

    private static ByteBuffer head(String key, int pairs) {
        return ByteBuffer.allocate(HEAD)
                .put(NAME)
                .put(HexFormat.of().parseHex(key))
                .putInt(pairs)
                .flip();
    }

    private static byte[] digest(byte[] framed) {
        MessageDigest digest = Hashes.sha256();
        digest.update(framed, 0, framed.length - RowHash.BYTES);
        return digest.digest();
    }
}
