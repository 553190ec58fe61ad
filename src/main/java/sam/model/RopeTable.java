package sam.model;

/// Cosines and sines of the rotary positions, [positions, headDim / 2], row by row, computed in float32 as
/// transformers does: angle = position · θ^(-2i/headDim), stretched where the model says so.
public record RopeTable(float[] cos, float[] sin) {
    public static RopeTable of(Rope rope, int headDim, int positions) {
        var frequencies = frequencies(rope, headDim);
        float magnitude = rope.scaling() instanceof Rope.LongRope stretch ? stretch.magnitude() : 1;
        var cos = new float[positions * frequencies.length];
        var sin = new float[positions * frequencies.length];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                float angle = position * frequencies[i];
                cos[position * frequencies.length + i] = (float) Math.cos(angle) * magnitude;
                sin[position * frequencies.length + i] = (float) Math.sin(angle) * magnitude;
            }
        }
        return new RopeTable(cos, sin);
    }

    /// The table that turns nothing.
    public static RopeTable still(int headDim, int positions) {
        var cos = new float[positions * (headDim / 2)];
        java.util.Arrays.fill(cos, 1);
        return new RopeTable(cos, new float[cos.length]);
    }

    private static float[] frequencies(Rope rope, int headDim) {
        var result = new float[headDim / 2];
        for (int i = 0; i < result.length; i++) {
            float exponent = 2f * i / headDim;
            float frequency = 1f / (float) Math.pow(rope.theta(), exponent);
            result[i] = switch (rope.scaling()) {
                case null -> frequency;
                case Rope.Linear linear -> (float) (frequency / linear.factor());
                case Rope.Llama3 llama3 -> stretched(frequency, llama3);
                case Rope.LongRope longRope ->
                    frequency / longRope.shortDivisors().get(i);
            };
        }
        return result;
    }

    /// The blend of the Llama 3.1 reference code.
    private static float stretched(float frequency, Rope.Llama3 scaling) {
        double wavelength = 2 * Math.PI / frequency;
        double low = scaling.original() / scaling.lowFactor();
        double high = scaling.original() / scaling.highFactor();
        if (wavelength < high) {
            return frequency;
        }
        if (wavelength > low) {
            return (float) (frequency / scaling.factor());
        }
        double smooth =
                (scaling.original() / wavelength - scaling.lowFactor()) / (scaling.highFactor() - scaling.lowFactor());
        return (float) ((1 - smooth) * frequency / scaling.factor() + smooth * frequency);
    }
}
