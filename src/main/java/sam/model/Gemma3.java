package sam.model;

/// What llama.cpp takes for granted of a Gemma 3 where its file does not say otherwise.
public final class Gemma3 {
    /// llama.cpp's name of the architecture.
    static final String ARCHITECTURE = ModelFamily.GEMMA3.architecture();

    /// Every sixth layer sees all positions.
    public static final int INTERVAL = 6;

    /// θ of the layers with a window.
    public static final double LOCAL_THETA = 10_000;

    private static final int LAYERS_OF_27B = 62;

    private Gemma3() {}

    /// The `query_pre_attn_scalar`, for which a file has no word: scores are q · k / √ of it.
    public static int divisor(int layers, int hidden, int heads, int headDim) {
        return layers == LAYERS_OF_27B ? hidden / Math.max(1, heads) : headDim;
    }

    /// Whether a layer, counted from 0, has a window when every `interval`-th has none.
    public static boolean local(int layer, int interval) {
        return interval == 0 || (layer + 1) % interval != 0;
    }
}
