package sam.planner;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sam.memory.ModelShape;
import sam.model.ModelFamily;
import sam.model.WeightReader;

/// Bases that anybody can fetch, by the numbers of their published `config.json`, smallest first: what a plan would be
/// on another base is asked of the estimator with these.
public final class KnownShapes {
    private static final int BF16 = 2;

    private static final List<ModelShape> ALL = List.of(
            llama("SmolLM2-135M", 576, 30, 9, 3, 64, 1536, 49_152, true),
            llama("SmolLM2-360M", 960, 32, 15, 5, 64, 2560, 49_152, true),
            qwen2("Qwen2.5-0.5B", 896, 24, 14, 2, 64, 4864, 151_936),
            llama("Llama-3.2-1B", 2048, 16, 32, 8, 64, 8192, 128_256, true),
            qwen2("Qwen2.5-1.5B", 1536, 28, 12, 2, 128, 8960, 151_936),
            llama("Llama-3.2-3B", 3072, 28, 24, 8, 128, 8192, 128_256, true),
            llama("Llama-3.1-8B", 4096, 32, 32, 8, 128, 14_336, 128_256, false));

    private KnownShapes() {}

    public static List<ModelShape> all() {
        return ALL;
    }

    public static Optional<ModelShape> named(String name) {
        return ALL.stream().filter(shape -> shape.name().equals(name)).findFirst();
    }

    /// Those with fewer weights, the largest of them first.
    static Stream<ModelShape> below(ModelShape model) {
        return ALL.reversed().stream().filter(shape -> shape.parameters() < model.parameters());
    }

    private static ModelShape llama(
            String name, int hidden, int layers, int heads, int kv, int head, int mlp, int vocabulary, boolean tied) {
        return stored(ModelShape.llama(
                name,
                new ModelShape.Size(hidden, layers, mlp, vocabulary),
                new ModelShape.Attention(heads, kv, head),
                tied));
    }

    private static ModelShape qwen2(
            String name, int hidden, int layers, int heads, int kv, int head, int mlp, int vocabulary) {
        return stored(new ModelShape(
                name,
                ModelFamily.QWEN2,
                new ModelShape.Size(hidden, layers, mlp, vocabulary),
                new ModelShape.Attention(heads, kv, head, true, false),
                true,
                new WeightReader.OnDisk(0, 0)));
    }

    /// As it is published: two bytes a weight.
    private static ModelShape stored(ModelShape shape) {
        return shape.stored(
                new WeightReader.OnDisk(BF16 * shape.parameters(), (long) BF16 * shape.vocabulary() * shape.hidden()));
    }
}
