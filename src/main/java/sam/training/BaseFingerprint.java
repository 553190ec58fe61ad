package sam.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import sam.durable.Hashes;

/// Tells one base model from another by SHA-256 over a folder's `config.json` and its weight files: by their names,
/// their sizes and 64 KB at each of sixteen places, without reading gigabytes, or by every byte of them.
final class BaseFingerprint {
    private static final int SAMPLES = 16;
    private static final int SAMPLE_BYTES = 1 << 16;

    private BaseFingerprint() {}

    static String of(Path model) throws IOException {
        var digest = description(model);
        for (var file : weights(model)) {
            digest.update(ByteBuffer.allocate(8).putLong(0, Files.size(file)));
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            sample(file, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// By every byte: for what must not be mixed up even between two fine-tunings of one model. Takes about as long
    /// as reading the weights once.
    static String whole(Path model) throws IOException {
        var digest = description(model);
        for (var file : weights(model)) {
            digest.update(Hashes.sha256(file).getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest description(Path model) throws IOException {
        var digest = Hashes.sha256();
        if (Files.isDirectory(model)) {
            digest.update(Files.readAllBytes(model.resolve("config.json")));
        }
        return digest;
    }

    private static List<Path> weights(Path model) throws IOException {
        if (!Files.isDirectory(model)) {
            return List.of(model);
        }
        try (var entries = Files.list(model)) {
            return entries.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    private static void sample(Path file, MessageDigest digest) throws IOException {
        var buffer = ByteBuffer.allocate(SAMPLE_BYTES);
        try (var channel = FileChannel.open(file)) {
            long last = Math.max(0, channel.size() - SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                channel.read(buffer.clear(), last * i / (SAMPLES - 1));
                digest.update(buffer.flip());
            }
        }
    }
}
