package sam.proof;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import sam.model.files.BlockDecoder;
import sam.model.files.WeightType;

/// Measures how fast one thread turns stored blocks into numbers: the pace at which streamed weights can be used.
public final class DecodeBench {
    private static final int ROWS = 512;
    private static final int COLUMNS = 4096;
    private static final long NANOS = 1_000_000_000;

    private DecodeBench() {}

    /// Gigabytes (10⁹) of float32 written a second; the same for bfloat16, which is half as many bytes a number.
    public record Line(String type, double f32GbS, double bf16GbS) {}

    /// A matrix [512, 4096] of every type, the best pass over all of it in a second.
    public static List<Line> run(Consumer<Line> listener) {
        var lines = new ArrayList<Line>();
        try (var arena = Arena.ofConfined()) {
            long numbers = (long) ROWS * COLUMNS;
            var target = arena.allocate(numbers * Float.BYTES, 64);
            for (var type : WeightType.values()) {
                var blocks = random(arena, type, numbers);
                var decoder = new BlockDecoder();
                double f32 = best(() -> decoder.floats(type, blocks, numbers, target), numbers * Float.BYTES);
                double bf16 = best(() -> decoder.bfloats(type, blocks, numbers, target), numbers * Short.BYTES);
                var line = new Line(type.name(), f32, bf16);
                lines.add(line);
                listener.accept(line);
            }
        }
        return lines;
    }

    private static MemorySegment random(Arena arena, WeightType type, long numbers) {
        var bytes = new byte[Math.toIntExact(type.rowBytes(numbers))];
        new Random(1).nextBytes(bytes);
        var blocks = arena.allocate(bytes.length, 64);
        MemorySegment.copy(bytes, 0, blocks, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
        return blocks;
    }

    private static double best(Runnable pass, long bytes) {
        double best = 0;
        for (long begun = System.nanoTime(); System.nanoTime() - begun < NANOS; ) {
            long start = System.nanoTime();
            pass.run();
            best = Math.max(best, (double) bytes / (System.nanoTime() - start));
        }
        return best;
    }
}
