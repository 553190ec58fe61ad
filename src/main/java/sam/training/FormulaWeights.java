package sam.training;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import sam.model.ModelConfig;
import sam.model.WeightMap;
import sam.model.WeightReader;
import sam.model.files.WeightType;

/// Weights that follow from their names, so that a tiny model needs no file: number i of a tensor is the high byte of
/// 2654435761 · (crc32(name) + i) mod 2³², as a number from -1 to 1, halved; norms are 1 and a quarter of it.
final class FormulaWeights implements WeightReader {
    private final Map<String, List<Long>> shapes = new HashMap<>();

    FormulaWeights(ModelConfig config) {
        for (var part : new WeightMap(config).parts()) {
            shapes.put(part.tensor(), part.shape());
        }
    }

    /// The first `count` numbers of the formula for a name, each from -1 to 1.
    static float[] numbers(String name, int count) {
        var crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = ((crc.getValue() + i) * 2654435761L & 0xFFFFFFFFL) / (1 << 24) / 128f - 1;
        }
        return values;
    }

    @Override
    public boolean has(String name) {
        return shapes.containsKey(name);
    }

    @Override
    public Stored tensor(String name) {
        return new Stored(name, WeightType.F32, java.util.Objects.requireNonNull(shapes.get(name), name));
    }

    @Override
    public void read(String name, long from, long count, MemorySegment target) throws IOException {
        var stored = tensor(name);
        boolean norm = name.contains("norm");
        var all = numbers(name, Math.toIntExact(stored.rows() * stored.columns()));
        long first = from * stored.columns();
        for (long i = 0; i < count * stored.columns(); i++) {
            float value = all[(int) (first + i)];
            target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, i * Float.BYTES, norm ? 1 + 0.25f * value : 0.5f * value);
        }
    }

    @Override
    public void bytes(String name, long from, long count, MemorySegment target) throws IOException {
        read(name, from, count, target);
    }

    @Override
    public void close() {}
}
