package sam.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the process that answers questions takes of memory: the weights stay in the blocks they have on disk, so
/// their files' size is their size in memory; adapters are laid beside them in float32. And what one takes that writes
/// a model or adapters.
public final class HostMemory {
    /// The JVM with its heap and the tokenizer, before any weights (`HostProcessIT` holds it against a measured
    /// one).
    public static final long PROCESS = 300L << 20;

    /// Keys, values and what a layer works with, for each byte of weights.
    private static final double BESIDE = 0.08;

    private HostMemory() {}

    /// Bytes of a host that holds this model with these adapters.
    public static long of(Path model, List<Path> adapters) throws IOException {
        return of(adapters) + (long) (weights(model) * (1 + BESIDE));
    }

    /// Bytes of a process that writes a whole model of so many numbers and holds base and adapters against it, one
    /// after the other, in float32 where that fits this machine.
    public static long comparing(long parameters, List<Path> adapters) throws IOException {
        long resident = Float.BYTES * parameters;
        return of(adapters) + (resident < MemoryChoice.budgetOfThisMachine() ? resident : 0);
    }

    /// Bytes of a process that reads adapters and lays them together.
    public static long of(List<Path> adapters) throws IOException {
        long laid = 0;
        for (var adapter : adapters) {
            laid += 2 * weights(adapter);
        }
        return PROCESS + laid;
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
