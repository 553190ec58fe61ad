package sam.decode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Keys and values of one layer, float32 [position, kvHeads · headDim], growing as the text does.
final class KeyValues implements AutoCloseable {
    private final int width;
    private Arena arena = Arena.ofShared();
    private MemorySegment keys = MemorySegment.NULL;
    private MemorySegment values = MemorySegment.NULL;

    KeyValues(int width) {
        this.width = width;
    }

    /// Makes room for so many positions; what is there stays.
    @SuppressWarnings("MustBeClosedChecker") // the arena lives as long as what it holds
    void reserve(int positions) {
        long needed = 4L * width * positions;
        if (needed <= keys.byteSize()) {
            return;
        }
        long size = Math.max(needed, Math.max(4L * width * 64, keys.byteSize() + keys.byteSize() / 2));
        var larger = Arena.ofShared();
        keys = larger.allocate(size, 64).copyFrom(keys);
        values = larger.allocate(size, 64).copyFrom(values);
        arena.close();
        arena = larger;
    }

    void put(int position, float[] key, int keyAt, float[] value, int valueAt) {
        MemorySegment.copy(key, keyAt, keys, ValueLayout.JAVA_FLOAT, 4L * width * position, width);
        MemorySegment.copy(value, valueAt, values, ValueLayout.JAVA_FLOAT, 4L * width * position, width);
    }

    /// out = softmax(`scale` · q · kᵀ) · v for one head over the positions `from` to `to`; `offset` is the head's place
    /// in a position's keys, `scores` has room for all of them.
    void attend(
            float[] q,
            int at,
            int size,
            int offset,
            int from,
            int to,
            float scale,
            float[] scores,
            float[] out,
            int outAt) {
        if (to > capacity()) {
            throw new IndexOutOfBoundsException(to);
        }
        float most = Float.NEGATIVE_INFINITY;
        for (int p = from; p < to; p++) {
            float score = dot(q, at, keys.address() + 4L * ((long) width * p + offset), size) * scale;
            scores[p - from] = score;
            most = Math.max(most, score);
        }
        int count = to - from;
        float sum = exponents(scores, count, most);
        float inverse = 1 / sum;
        for (int i = 0; i < size; i += Lanes.COUNT) {
            weigh(
                    scores,
                    count,
                    values.address() + 4L * ((long) width * from + offset + i),
                    inverse,
                    out,
                    outAt + i,
                    size - i);
        }
    }

    private static float dot(float[] q, int at, long key, int size) {
        var sum = FloatVector.zero(Lanes.FLOATS);
        int whole = Lanes.FLOATS.loopBound(size);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            sum = Lanes.floats(key + 4L * i).fma(FloatVector.fromArray(Lanes.FLOATS, q, at + i), sum);
        }
        float rest = 0;
        for (int i = whole; i < size; i++) {
            rest += Lanes.MEMORY.get(ValueLayout.JAVA_FLOAT, key + 4L * i) * q[at + i];
        }
        return sum.reduceLanes(VectorOperators.ADD) + rest;
    }

    /// Replaces scores by e^(score - most) and sums them.
    private static float exponents(float[] scores, int count, float most) {
        var sum = FloatVector.zero(Lanes.FLOATS);
        int whole = Lanes.FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            var e = Lanes.exp(FloatVector.fromArray(Lanes.FLOATS, scores, i).sub(most));
            e.intoArray(scores, i);
            sum = sum.add(e);
        }
        float rest = 0;
        for (int i = whole; i < count; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            rest += scores[i];
        }
        return sum.reduceLanes(VectorOperators.ADD) + rest;
    }

    private void weigh(float[] scores, int count, long value, float inverse, float[] out, int at, int left) {
        long step = 4L * width;
        if (left >= Lanes.COUNT) {
            var even = FloatVector.zero(Lanes.FLOATS);
            var odd = even;
            int i = 0;
            for (; i + 1 < count; i += 2) {
                even = Lanes.floats(value + i * step).fma(broadcast(scores[i]), even);
                odd = Lanes.floats(value + (i + 1) * step).fma(broadcast(scores[i + 1]), odd);
            }
            if (i < count) {
                even = Lanes.floats(value + i * step).fma(broadcast(scores[i]), even);
            }
            even.add(odd).mul(inverse).intoArray(out, at);
            return;
        }
        for (int n = 0; n < left; n++) {
            float sum = 0;
            for (int i = 0; i < count; i++) {
                sum += Lanes.MEMORY.get(ValueLayout.JAVA_FLOAT, value + i * step + 4L * n) * scores[i];
            }
            out[at + n] = sum * inverse;
        }
    }

    /// How many positions there is room for: none once it is closed.
    private long capacity() {
        return arena.scope().isAlive() ? keys.byteSize() / (4L * width) : 0;
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Lanes.FLOATS, value);
    }

    @Override
    public void close() {
        arena.close();
    }
}
