package sam.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.adapters.Adapter;
import sam.adapters.AdapterStack;
import sam.model.ModelConfig;
import sam.model.WeightMap;
import sam.model.WeightMap.NormPlace;
import sam.model.WeightMap.Part;
import sam.model.WeightReader;

/// A model's weights in native memory, packed for the kernels, with the stack beside them. The embedding stays in the
/// file, of which a row is read for each token.
final class Weights implements AutoCloseable {
    private final ModelConfig config;
    private final WeightMap map;
    private final WeightReader reader;
    private final Arena arena = Arena.ofShared();
    private final Packing packing;
    private final @Nullable Adapter stack;
    private final int tokens;
    private final List<Layer> layers = new ArrayList<>();
    private final float[] finalNorm;
    private final Linear[] head;
    private final List<Matrix> matrices = new ArrayList<>();

    private Weights(ModelConfig config, WeightReader reader, List<Adapter> stack, int tokens, KernelThreads crew) {
        this.config = config;
        this.map = new WeightMap(config);
        this.reader = reader;
        this.packing = new Packing(reader, arena, crew);
        this.stack = stack.isEmpty() ? null : AdapterStack.combine(stack);
        this.tokens = tokens;
        try {
            for (int i = 0; i < config.layers(); i++) {
                layers.add(layer(i));
            }
            finalNorm = norm(map.finalNorm());
            head = new Linear[] {new Linear(matrix(map.head()), null, null)};
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Packs the weights; up to `tokens` lines will be multiplied at once. The reader stays open with the weights.
    static Weights load(ModelConfig config, WeightReader reader, List<Adapter> stack, int tokens, KernelThreads crew)
            throws IOException {
        try {
            return new Weights(config, reader, stack, tokens, crew);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    List<Layer> layers() {
        return layers;
    }

    float[] finalNorm() {
        return finalNorm;
    }

    Linear[] head() {
        return head;
    }

    List<Matrix> matrices() {
        return matrices;
    }

    /// Bytes of all matrices.
    long bytes() {
        return matrices.stream().mapToLong(Matrix::bytes).sum();
    }

    /// Writes a token's row of the embedding, [hidden].
    void embed(int id, float[] target, int at) {
        try {
            reader.read(
                    map.embedding().tensor(),
                    id,
                    1,
                    MemorySegment.ofArray(target).asSlice(4L * at, 4L * config.hidden()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Layer layer(int i) {
        return new Layer(
                config.layerKinds().get(i),
                norm(map.norm(i, NormPlace.BEFORE_ATTENTION)),
                norm(map.norm(i, NormPlace.AFTER_ATTENTION)),
                norm(map.norm(i, NormPlace.BEFORE_MLP)),
                norm(map.norm(i, NormPlace.AFTER_MLP)),
                norm(map.queryNorm(i)),
                norm(map.keyNorm(i)),
                linears(i, "q_proj", "k_proj", "v_proj"),
                linears(i, "o_proj"),
                linears(i, "gate_proj", "up_proj"),
                linears(i, "down_proj"));
    }

    private float[] norm(@Nullable Part part) {
        if (part == null) {
            return new float[0];
        }
        var values = packing.floats(part.tensor());
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) config.norms().weightOffset();
        }
        return values;
    }

    private Linear[] linears(int layer, String... names) {
        var linears = new Linear[names.length];
        for (int i = 0; i < names.length; i++) {
            var part = map.linear(layer, names[i]);
            var bias = map.bias(layer, names[i]);
            linears[i] = new Linear(
                    matrix(part), bias == null ? null : packing.floats(bias.tensor()), lora(layer, names[i], part));
        }
        return linears;
    }

    private Linear.@Nullable Lora lora(int layer, String linear, Part part) {
        // a fused linear carries one LoRA for its parts
        var place = new Adapter.Place(layer, config.targets(List.of(linear)).getFirst());
        var matrices = stack == null ? null : stack.layers().get(place);
        if (stack == null || matrices == null) {
            return null;
        }
        return Linear.Lora.of(
                stack.rank(),
                config.in(linear),
                matrices.a().values(),
                matrices.b().values(),
                Math.toIntExact(part.firstRow()),
                config.out(linear),
                tokens,
                arena);
    }

    private Matrix matrix(Part part) {
        var matrix = packing.matrix(part.tensor(), part.firstRow(), Math.toIntExact(part.rows()));
        matrices.add(matrix);
        return matrix;
    }

    @Override
    public void close() throws IOException {
        arena.close();
        reader.close();
    }
}
