package sam.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.Plain;

/// One file of a commit: its size in bytes and its hash, SHA-256 for large files, git's own SHA-1 of the blob for
/// small ones.
public record HubFile(
        String path, long size, String gitOid, @Nullable String sha256) {

    /// The name it gets here: the last part of its path.
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// What tells its content from any other.
    String hash() {
        return sha256 == null ? gitOid : sha256;
    }

    /// Whether a file on the disk is this one, byte for byte as its hash says.
    boolean is(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != size) {
            return false;
        }
        return sha256 == null ? blob(file).equals(gitOid) : Hashes.sha256(file).equals(sha256);
    }

    /// Git's name of a blob: `sha1("blob " + size + NUL + content)`.
    private static String blob(Path file) throws IOException {
        var digest = sha1();
        digest.update(Plain.text("blob %d\0", Files.size(file)).getBytes(StandardCharsets.US_ASCII));
        return Hashes.hex(digest, file);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
