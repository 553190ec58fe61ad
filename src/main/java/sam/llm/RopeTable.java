package sam.llm;

/// Cosines and sines of the rotary positions, [positions, headDim / 2], row by row, computed in float32 as
/// transformers does: angle = position · θ^(-2i/headDim), stretched where the model says so.
public record RopeTable(float[] cos, float[] sin) {
    public static RopeTable of(ModelConfig config, int positions) {
        var frequencies = frequencies(config);
        var cos = new float[positions * frequencies.length];
        var sin = new float[positions * frequencies.length];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                float angle = position * frequencies[i];
                cos[position * frequencies.length + i] = (float) Math.cos(angle);
                sin[position * frequencies.length + i] = (float) Math.sin(angle);
            }
        }
        return new RopeTable(cos, sin);
    }

    private static float[] frequencies(ModelConfig config) {
        var result = new float[config.headDim() / 2];
        for (int i = 0; i < result.length; i++) {
            float exponent = 2f * i / config.headDim();
            result[i] = stretched(1f / (float) Math.pow(config.ropeTheta(), exponent), config.ropeScaling());
        }
        return result;
    }

    /// Linear: every frequency divided by the factor. Llama 3: low frequencies divided, high ones kept, a smooth
    /// blend between (Llama 3.1 reference code).
    private static float stretched(
            float frequency, ModelConfig.@org.jspecify.annotations.Nullable RopeScaling scaling) {
        if (scaling == null) {
            return frequency;
        }
        if (!scaling.llama3()) {
            return (float) (frequency / scaling.factor());
        }
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
