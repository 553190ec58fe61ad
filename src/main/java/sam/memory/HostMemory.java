package sam.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the process that answers questions takes of memory: the weights stay in the blocks they have on disk, so
/// their files' size is their size in memory; adapters are laid beside them in float32.
public final class HostMemory {
    /// The JVM with its heap and the tokenizer, before any weights (`HostProcessIT` holds it against a measured
    /// one).
    public static final long PROCESS = 300L << 20;

    /// Keys, values and what a layer works with, for each byte of weights.
    private static final double BESIDE = 0.08;

    private HostMemory() {}

    /// Bytes of a host that holds this model with these adapters.
    public static long of(Path model, List<Path> adapters) throws IOException {
        long weights = weights(model);
        long laid = 0;
        for (var adapter : adapters) {
            laid += 2 * weights(adapter);
        }
        return PROCESS + (long) (weights * (1 + BESIDE)) + laid;
    }

    private static long weights(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return Files.exists(place) ? Files.size(place) : 0;
        }
        long bytes = 0;
        try (var files = Files.list(place)) {
            for (var file : files.filter(path -> path.toString().endsWith(".safetensors"))
                    .toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
