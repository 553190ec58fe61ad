package sam.planner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import tools.jackson.core.JacksonException;

/// How fast this machine runs the engine's kernels, measured by a worker in about ten seconds.
///
/// - `gflops`, `bf16Gflops`: float32 and bfloat16 matrix products at training shapes, in 10⁹ operations a second.
/// - `gigabytesPerSecond`: elementwise work over arrays larger than the caches, bytes read and written.
/// - `callMicros`: one kernel call on a tensor so small that only the call itself costs.
/// - `startSeconds`: from starting a worker to its engine being ready.
/// - `overheadBytes`: resident memory of that worker before any model is loaded.
///
/// `measured` is null for the seed values, which are guesses from the number of threads.
public record Calibration(
        double gflops,
        double bf16Gflops,
        double gigabytesPerSecond,
        double callMicros,
        double startSeconds,
        long overheadBytes,
        int threads,
        String machine,
        @Nullable Instant measured) {

    /// Before anything was measured: 80 GFLOP/s a thread up to four, a desktop CPU's order of magnitude; the resident
    /// memory is what a started engine had on Linux.
    public static Calibration seed(int threads) {
        return new Calibration(
                80.0 * Math.min(4, threads), 80.0 * Math.min(4, threads), 8, 6, 1.2, 239_000_000L, threads, "", null);
    }

    public Calibration takenAt(Instant moment) {
        return new Calibration(
                gflops,
                bf16Gflops,
                gigabytesPerSecond,
                callMicros,
                startSeconds,
                overheadBytes,
                threads,
                machine,
                moment);
    }

    /// Of products of numbers of so many bytes.
    double gflops(int wordBytes) {
        return wordBytes == 2 ? bf16Gflops : gflops;
    }

    public boolean measuredHere() {
        return measured != null;
    }

    /// Standard deviation of ln(measured / predicted) time: 0.60 from seed values (estimator study, section 3.4). The
    /// study hopes for 0.15 once calibrated; 0.25 is what we dare to say of other people's machines.
    public double sigma() {
        return measuredHere() ? 0.25 : 0.60;
    }

    /// What an earlier calibration on this machine wrote, if it is there and was taken with as many threads.
    public static Optional<Calibration> load(Path dataFolder, int threads) {
        var file = file(dataFolder);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            var found = Json.MAPPER.readValue(Files.readAllBytes(file), Calibration.class);
            return Optional.of(found)
                    .filter(calibration -> calibration.threads() == threads
                            && calibration.gflops() > 0
                            && calibration.bf16Gflops() > 0);
        } catch (IOException | JacksonException e) {
            // A damaged file only means that the machine is measured again.
            return Optional.empty();
        }
    }

    public void save(Path dataFolder) throws IOException {
        Files.createDirectories(dataFolder);
        AtomicFiles.write(file(dataFolder), Json.pretty(this));
    }

    public static Path file(Path dataFolder) {
        return dataFolder.resolve("calibration.json");
    }
}
