package sam.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import sam.durable.Hashes;

/// Tells one base model from another without reading gigabytes: SHA-256 over a folder's `config.json`, and of every
/// weight file
/// its name, its size, and 64 KB at each of sixteen places.
final class BaseFingerprint {
    private static final int SAMPLES = 16;
    private static final int SAMPLE_BYTES = 1 << 16;

    private BaseFingerprint() {}

    static String of(Path model) throws IOException {
        var digest = Hashes.sha256();
        if (Files.isDirectory(model)) {
            digest.update(Files.readAllBytes(model.resolve("config.json")));
        }
        for (var file : weights(model)) {
            digest.update(ByteBuffer.allocate(8).putLong(0, Files.size(file)));
            digest.update(file.getFileName().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            sample(file, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
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
