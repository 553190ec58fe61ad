package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.model.ModelConfig;
import sam.model.files.ModelException;

class CheckpointsTest {
    private static final Checkpoint.Identity IDENTITY =
            new Checkpoint.Identity("data", "settings", "base", Map.of(), "engine");

    @TempDir
    Path folder;

    @Test
    void numbersComeBackAsTheyWereAndAreNeverInTheHeap() throws IOException {
        var config = ModelConfig.read(Path.of("assets/base"));
        var shape = shape(256);
        var checkpoints = new Checkpoints(folder, shape, config, "base");
        int size = Math.toIntExact(shape.parameters(config));
        var saved = new LoraNumbers(numbers(size, 1), numbers(size, 2), numbers(size, 3));
        var restored = new LoraNumbers(numbers(size, 0), numbers(size, 0), numbers(size, 0));
        checkpoints.write(new Checkpoint(1, 10, TrainerState.NEW, IDENTITY), saved);

        long before = allocated();
        checkpoints.write(new Checkpoint(2, 20, TrainerState.NEW, IDENTITY), saved);
        var found = checkpoints.newest().orElseThrow();
        checkpoints.restore(found, restored);
        long taken = allocated() - before;

        assertThat(found.checkpoint().step()).isEqualTo(2);
        assertThat(restored).isEqualTo(saved);
        assertThat(AdapterFolder.read(found.place(), config).flat(shape, config))
                .isEqualTo(array(saved.parameters()));
        assertThat(taken).as("bytes of heap, of a vector of %d", 4L * size).isLessThan(4L * size);
    }

    @Test
    void numbersOfAnotherSizeAreRefusedAndNothingIsRead() throws IOException {
        var config = ModelConfig.read(Path.of("assets/base"));
        int size = Math.toIntExact(shape(8).parameters(config));
        var checkpoints = new Checkpoints(folder, shape(8), config, "base");
        checkpoints.write(
                new Checkpoint(1, 10, TrainerState.NEW, IDENTITY),
                new LoraNumbers(numbers(size, 1), numbers(size, 2), numbers(size, 3)));
        var other = new Checkpoints(folder, shape(4), config, "base");
        int half = Math.toIntExact(shape(4).parameters(config));
        var target = new LoraNumbers(numbers(half, 0), numbers(half, 0), numbers(half, 0));

        assertThatThrownBy(() -> other.restore(other.newest().orElseThrow(), target))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("that belong there");
    }

    @Test
    void aBeginningHasNoMoments() throws IOException {
        var numbers = new LoraNumbers(numbers(6, 1), numbers(6, 2), numbers(6, 3));

        numbers.begin(target -> target.put(2, 5f));

        assertThat(array(numbers.parameters())).containsExactly(0, 0, 5, 0, 0, 0);
        assertThat(array(numbers.first())).containsOnly(0);
        assertThat(array(numbers.second())).containsOnly(0);
    }

    private static LoraShape shape(int rank) {
        return new LoraShape(rank, 2, ModelConfig.LINEARS, 0);
    }

    private static FloatBuffer numbers(int size, int start) {
        var numbers = ByteBuffer.allocateDirect(4 * size)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < size; i++) {
            numbers.put(i, start + i * 1e-6f);
        }
        return numbers;
    }

    private static float[] array(FloatBuffer numbers) {
        var array = new float[numbers.remaining()];
        numbers.get(numbers.position(), array);
        return array;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
