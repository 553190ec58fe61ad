package sam.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.model.GgufFile;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.gguf.GgufException;
import sam.model.gguf.GgufType;
import sam.model.tokens.GgufTokenizer;

/// Files changed at random are opened or refused in a sentence that names them; nothing else ever happens.
class GgufFuzzTest {
    private static final int FILES = Integer.getInteger("sam.fuzz.files", 2500);
    private static final long[] NASTY = {
        0,
        1,
        -1,
        255,
        1 << 16,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x8000_0000_0000_0001L
    };

    /// What reading may allocate: some times the file, and a fixed part for buffers and classes.
    private static final long TIMES = 40;
    private static final long FIXED = 4 << 20;

    @TempDir
    Path folder;

    private int opened;
    private int refused;

    @Test
    void aChangedFileIsReadOrRefusedInASentenceThatNamesIt() throws IOException {
        var seeds = seeds();
        var random = new Random(11);
        var file = folder.resolve("changed.gguf");
        for (int i = 0; i < FILES; i++) {
            var bytes = changed(seeds.get(i % seeds.size()), seeds, random);
            Files.write(file, bytes);
            use(file, bytes.length, i);
        }
        assertThat(refused).isGreaterThan(FILES / 3);
        assertThat(opened).as("some changes do no harm").isGreaterThan(0);
    }

    private List<byte[]> seeds() throws IOException {
        var seeds = new ArrayList<byte[]>();
        seeds.add(Files.readAllBytes(GgufReaderTest.FIXTURE.resolve("blocks.gguf")));
        for (var name : List.of("parity/untied", "parity/model")) {
            var written = folder.resolve("seed.gguf");
            ModelWriter.write(
                    new ModelWriter.Order(
                            Path.of("assets").resolve(name), List.of(), written, GgufType.Q8_0, GgufType.Q8_0, true),
                    GgufModelTest.quiet());
            seeds.add(Files.readAllBytes(written));
        }
        seeds.add(Files.readAllBytes(FamilyCopy.gguf(FamilyCopy.gemma3(8, folder.resolve("gemma3")))));
        seeds.add(Files.readAllBytes(
                FamilyCopy.gguf(FamilyCopy.spelling("phi3-longrope", folder.resolve("phi3-longrope")))));
        return seeds;
    }

    private static byte[] changed(byte[] seed, List<byte[]> seeds, Random random) {
        var bytes = seed.clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            // most of what can go wrong is in the first kilobytes
            int end = random.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, 12_000);
            int at = random.nextInt(Math.max(1, end - 8));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2, 3 -> {
                    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                    long value = NASTY[random.nextInt(NASTY.length)];
                    if (random.nextBoolean()) {
                        buffer.putLong(at, value);
                    } else {
                        buffer.putInt(at, (int) value);
                    }
                }
                case 4 -> bytes = Arrays.copyOf(bytes, Math.max(1, random.nextInt(bytes.length)));
                default -> {
                    var other = seeds.get(random.nextInt(seeds.size()));
                    int length = Math.min(random.nextInt(200), Math.min(bytes.length, other.length) - at);
                    if (length > 0) {
                        System.arraycopy(other, random.nextInt(other.length - length), bytes, at, length);
                    }
                }
            }
            if (bytes.length < 16) {
                break;
            }
        }
        return bytes;
    }

    private void use(Path file, long size, int number) throws IOException {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            var model = ModelFolder.open(file);
            GgufTokenizer.json(GgufFile.open(file).metadata());
            try (var weights = model.weights();
                    var arena = Arena.ofConfined()) {
                for (var name : List.of("model.layers.0.self_attn.q_proj.weight", "model.norm.weight")) {
                    var stored = weights.tensor(name);
                    weights.read(name, 0, stored.rows(), arena.allocate(stored.rows() * stored.columns() * 4, 4));
                }
            }
            model.templateSource();
            opened++;
        } catch (ModelException | GgufException e) {
            refused++;
            assertThat(e.getMessage())
                    .as("file %d", number)
                    .contains(file.toString())
                    .endsWith(".")
                    .hasSizeLessThan(700);
        }
        long used = memory.getCurrentThreadAllocatedBytes() - before;
        assertThat(used)
                .as("bytes allocated for file %d of %d bytes", number, size)
                .isLessThan(TIMES * size + FIXED);
    }
}
