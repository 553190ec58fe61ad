package sam.training;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;

/// Windows on the vectors that are trained: parameters, first and second moments. They are the trainer's own memory,
/// so that a checkpoint of a large adapter goes to disk and back without a copy in the heap; they are good while it is
/// open.
public record LoraNumbers(FloatBuffer parameters, FloatBuffer first, FloatBuffer second) {
    /// Puts a LoRA's first numbers into its flat vector, all zeros before.
    interface Start {
        void into(FloatBuffer parameters) throws IOException;
    }

    /// Back to the start: its parameters, and no moments.
    void begin(Start start) throws IOException {
        clear(parameters);
        clear(first);
        clear(second);
        start.into(parameters.duplicate());
    }

    private static void clear(FloatBuffer numbers) {
        MemorySegment.ofBuffer(numbers).fill((byte) 0);
    }
}
