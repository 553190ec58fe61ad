package sam.decode;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sam.adapters.Adapter;
import sam.durable.Plain;
import sam.model.Attention.QkNorm;
import sam.model.LayerKind;
import sam.model.ModelConfig;
import sam.model.ModelFolder;
import sam.model.Rope;
import sam.model.RopeTable;
import sam.model.WeightReader;
import sam.model.files.ModelException;

/// Reads and writes one text, token by token, with a model whose weights stay in their blocks; needs no libtorch.
///
/// Keeps the keys and values of the text it last saw, so that what follows the same beginning is all that is computed.
/// Use one from one thread at a time; it shares its products out to as many threads as `sam.threads` says.
public final class Decoder implements Answer.Source, AutoCloseable {
    /// Tokens of a prompt that go through the layers together.
    private static final int BATCH = 32;

    private final ModelConfig config;
    private final KernelThreads crew;
    private final Weights weights;
    private final KeyValues[] cache;
    private final Map<Rope, RopeTable> angles = new HashMap<>();
    private int turned;
    private int[] text = new int[0];
    private int length;
    private int reused;

    private final Lines x;
    private final Lines read;
    private final Lines[] queryKeyValue;
    private final Lines attended;
    private final Lines[] added;
    private final Lines[] gateUp;
    private final Lines last;
    private final Lines[] logits;
    private final ThreadLocal<float[]> scores = ThreadLocal.withInitial(() -> new float[0]);

    private Decoder(ModelConfig config, KernelThreads crew, Weights weights) {
        this.config = config;
        this.crew = crew;
        this.weights = weights;
        var attention = config.attention();
        cache = new KeyValues[config.layers()];
        Arrays.setAll(cache, _ -> new KeyValues(attention.keyValueWidth()));
        x = new Lines(BATCH, config.hidden());
        read = new Lines(BATCH, config.hidden());
        queryKeyValue = new Lines[] {
            new Lines(BATCH, attention.queryWidth()),
            new Lines(BATCH, attention.keyValueWidth()),
            new Lines(BATCH, attention.keyValueWidth())
        };
        attended = new Lines(BATCH, attention.queryWidth());
        added = new Lines[] {new Lines(BATCH, config.hidden())};
        gateUp = new Lines[] {new Lines(BATCH, config.intermediate()), new Lines(BATCH, config.intermediate())};
        last = new Lines(1, config.hidden());
        logits = new Lines[] {new Lines(1, config.vocabulary())};
    }

    /// Loads the weights and lays the stack beside them, bottom first.
    public static Decoder open(ModelFolder folder, List<Adapter> stack) throws IOException {
        return open(folder.config(), folder.weights(), stack);
    }

    /// The same from any format; the reader is closed with the decoder.
    public static Decoder open(ModelConfig config, WeightReader reader, List<Adapter> stack) throws IOException {
        var crew = new KernelThreads(
                Integer.getInteger("sam.threads", Runtime.getRuntime().availableProcessors()));
        try {
            return new Decoder(config, crew, Weights.load(config, reader, stack, BATCH, crew));
        } catch (IOException | RuntimeException e) {
            crew.close();
            reader.close();
            throw e;
        }
    }

    /// Bytes of the weights in memory.
    public long weightBytes() {
        return weights.bytes();
    }

    KernelThreads crew() {
        return crew;
    }

    List<Matrix> matrices() {
        return weights.matrices();
    }

    /// How many tokens of the last `read` were known already.
    public int reused() {
        return reused;
    }

    /// The logits [vocabulary] after the tokens of a text; a beginning shared with the text before is not computed
    /// again. The array may be overwritten by the next call.
    @Override
    public float[] read(int[] ids) {
        int same = Arrays.mismatch(ids, 0, ids.length, text, 0, length);
        // the last token's logits are wanted, so it is always computed
        length = same < 0 ? ids.length - 1 : Math.min(same, ids.length - 1);
        reused = length;
        while (length < ids.length) {
            append(ids, length, Math.min(BATCH, ids.length - length), length + BATCH >= ids.length);
        }
        return logits();
    }

    /// The logits after one more token of the text.
    @Override
    public float[] next(int id) {
        append(new int[] {id}, 0, 1, true);
        return logits();
    }

    @Override
    public int reach() {
        return config.reach();
    }

    /// Without what pads a line to whole blocks: a zero there may be likelier than any token.
    private float[] logits() {
        var line = logits[0].values;
        return line.length == config.vocabulary() ? line : Arrays.copyOf(line, config.vocabulary());
    }

    private void append(int[] ids, int from, int tokens, boolean wanted) {
        int position = length;
        reserve(position + tokens);
        for (int t = 0; t < tokens; t++) {
            int id = ids[from + t];
            if (id < 0 || id >= config.vocabulary()) {
                throw new ModelException(
                        Plain.text("The token %d is none of this model's %d.", id, config.vocabulary()));
            }
            text[position + t] = id;
            weights.embed(id, x.values, x.at(t));
            scale(x.values, x.at(t), config.hidden(), config.multipliers().embedding());
        }
        for (int i = 0; i < config.layers(); i++) {
            var layer = weights.layers().get(i);
            attention(layer, cache[i], position, tokens);
            mlp(layer, tokens);
        }
        length += tokens;
        if (wanted) {
            norm(x.values, x.at(tokens - 1), last.values, 0, weights.finalNorm(), config.hidden());
            Linear.multiply(crew, last, 1, weights.head(), logits);
            scale(logits[0].values, 0, config.vocabulary(), config.multipliers().logits());
        }
    }

    private void attention(Layer layer, KeyValues cache, int position, int tokens) {
        Linear.multiply(crew, before(layer.beforeAttention(), tokens), tokens, layer.queryKeyValue(), queryKeyValue);
        var attention = config.attention();
        var q = queryKeyValue[0];
        var k = queryKeyValue[1];
        var v = queryKeyValue[2];
        crew.run(tokens, t -> {
            place(layer, q, t, attention.heads(), layer.queryNorm(), position + t);
            place(layer, k, t, attention.kvHeads(), layer.keyNorm(), position + t);
            cache.put(position + t, k.values, k.at(t), v.values, v.at(t));
        });
        int size = attention.headDim();
        int shared = attention.heads() / attention.kvHeads();
        int window = layer.kind().window();
        crew.run(tokens * attention.heads(), part -> {
            int t = part / attention.heads();
            int head = part % attention.heads();
            int to = position + t + 1;
            int from = window > 0 ? Math.max(0, to - window) : 0;
            cache.attend(
                    q.values,
                    q.at(t) + head * size,
                    size,
                    head / shared * size,
                    from,
                    to,
                    (float) attention.scale(),
                    room(to - from),
                    attended.values,
                    attended.at(t) + head * size);
        });
        Linear.multiply(crew, attended, tokens, layer.output(), added);
        after(layer.afterAttention(), tokens);
    }

    private void mlp(Layer layer, int tokens) {
        Linear.multiply(crew, before(layer.beforeMlp(), tokens), tokens, layer.gateUp(), gateUp);
        var gate = gateUp[0];
        var up = gateUp[1];
        crew.run(
                tokens,
                t -> Functions.gate(
                        gate.values,
                        gate.at(t),
                        up.values,
                        up.at(t),
                        gate.stride,
                        config.mlp().activation()));
        Linear.multiply(crew, gate, tokens, layer.down(), added);
        after(layer.afterMlp(), tokens);
    }

    /// What a part of the layer reads: x normed, or x itself.
    private Lines before(float[] weight, int tokens) {
        if (weight.length == 0) {
            return x;
        }
        crew.run(tokens, t -> norm(x.values, x.at(t), read.values, read.at(t), weight, config.hidden()));
        return read;
    }

    /// Adds what a part of the layer gave, normed where the family norms it.
    private void after(float[] weight, int tokens) {
        var sum = added[0];
        crew.run(tokens, t -> {
            if (weight.length > 0) {
                norm(sum.values, sum.at(t), sum.values, sum.at(t), weight, config.hidden());
            }
            Functions.add(x.values, x.at(t), sum.values, sum.at(t), config.hidden(), (float)
                    config.multipliers().residual());
        });
    }

    /// Norms and turns the heads of a query or key.
    private void place(Layer layer, Lines lines, int token, int heads, float[] weight, int position) {
        int size = config.headDim();
        int at = lines.at(token);
        if (config.attention().norm() == QkNorm.WIDTH) {
            norm(lines.values, at, lines.values, at, weight, heads * size);
        }
        var rope = layer.kind().rope();
        var table = rope == null ? null : angles.get(rope);
        for (int head = 0; head < heads; head++) {
            if (config.attention().norm() == QkNorm.HEAD) {
                norm(lines.values, at + head * size, lines.values, at + head * size, weight, size);
            }
            if (table != null) {
                Functions.turn(
                        lines.values, at + head * size, size / 2, table.cos(), table.sin(), position * (size / 2));
            }
        }
    }

    private void norm(float[] from, int at, float[] to, int target, float[] weight, int size) {
        Functions.norm(from, at, to, target, weight, size, config.norms().eps());
    }

    private static void scale(float[] values, int at, int size, double factor) {
        if (factor != 1) {
            for (int i = at; i < at + size; i++) {
                values[i] *= (float) factor;
            }
        }
    }

    private float[] room(int positions) {
        var own = scores.get();
        if (own.length < positions) {
            own = new float[positions + positions / 2 + Lanes.COUNT];
            scores.set(own);
        }
        return own;
    }

    private void reserve(int positions) {
        config.requireReach(positions);
        if (positions > text.length) {
            text = Arrays.copyOf(text, positions + positions / 2);
        }
        if (positions > turned) {
            turned = Math.max(256, positions + positions / 2);
            for (var rope : config.layerKinds().stream()
                    .map(LayerKind::rope)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .distinct()
                    .toList()) {
                angles.put(rope, RopeTable.of(rope, config.headDim(), turned));
            }
        }
        for (var layer : cache) {
            layer.reserve(positions);
        }
    }

    @Override
    public void close() throws IOException {
        crew.close();
        for (var layer : cache) {
            layer.close();
        }
        weights.close();
    }
}
