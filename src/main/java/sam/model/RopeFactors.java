package sam.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a stretched model's rotary frequencies are divided by, one number a frequency, as llama.cpp keeps it: in
/// tensors beside the weights, one for Llama 3's stretch and two for Phi-3's longrope. Most models have none.
public final class RopeFactors {
    public static final String ALL = "rope_freqs.weight";
    public static final String SHORT = "rope_factors_short.weight";
    public static final String LONG = "rope_factors_long.weight";

    private RopeFactors() {}

    /// Those of a folder's model, by the tensors' names.
    public static Map<String, float[]> of(ModelConfig model) {
        var rope = model.mainRope();
        var tensors = new LinkedHashMap<String, float[]>();
        switch (rope.scaling()) {
            case Rope.Llama3 stretch -> tensors.put(ALL, llama3(rope.theta(), stretch, model.headDim() / 2));
            case Rope.LongRope stretch -> {
                tensors.put(SHORT, floats(stretch.shortDivisors()));
                tensors.put(LONG, floats(stretch.longDivisors()));
            }
            case null, default -> {}
        }
        return tensors;
    }

    /// Those that a file holds.
    public static Map<String, float[]> of(GgufFile file) throws IOException {
        var tensors = new LinkedHashMap<String, float[]>();
        for (var name : List.of(ALL, SHORT, LONG)) {
            if (file.has(name)) {
                tensors.put(name, read(file, name));
            }
        }
        return tensors;
    }

    private static float[] read(GgufFile file, String name) throws IOException {
        try (var weights = file.weights();
                var arena = Arena.ofConfined()) {
            var target = arena.allocate(weights.tensor(name).columns() * Float.BYTES, Float.BYTES);
            weights.read(name, 0, 1, target);
            return target.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static float[] llama3(double theta, Rope.Llama3 stretch, int half) {
        var divisors = new float[half];
        for (int i = 0; i < half; i++) {
            divisors[i] = (float) Llama3Rope.divisor(
                    theta, i, half, stretch.factor(), stretch.lowFactor(), stretch.highFactor(), stretch.original());
        }
        return divisors;
    }

    private static float[] floats(List<Float> values) {
        var result = new float[values.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = values.get(i);
        }
        return result;
    }
}
