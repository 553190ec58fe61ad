package sam.convert;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sam.adapters.Adapter;
import sam.adapters.AdapterFolder;
import sam.durable.Plain;
import sam.model.GgufFile;
import sam.model.GgufNames;
import sam.model.ModelFolder;
import sam.model.PairedRows;
import sam.model.RopeFactors;
import sam.model.WeightMap;
import sam.model.WeightReader;
import sam.model.files.BlockEncoder;
import sam.model.files.ModelException;
import sam.model.gguf.GgufMetadata;
import sam.model.gguf.GgufType;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufValue.Kind;
import sam.model.gguf.GgufWriter;

/// Writes a model, with the adapters folded in, as one GGUF file, some rows of a tensor in memory at a time.
///
/// Vectors stay float32; matrices whose rows are no whole blocks become F16; embedding and head have a type of their
/// own. Rows of q and k lie as llama.cpp wants them, norms are what it multiplies by.
public final class ModelWriter implements AutoCloseable {
    private static final int NUMBERS = 1 << 20;
    private static final int QUANTIZATION_VERSION = 2;
    private static final List<String> IN_LAYER = List.of(
            "input_layernorm.weight",
            "self_attn.q_proj.weight",
            "self_attn.q_proj.bias",
            "self_attn.k_proj.weight",
            "self_attn.k_proj.bias",
            "self_attn.v_proj.weight",
            "self_attn.v_proj.bias",
            "self_attn.qkv_proj.weight",
            "self_attn.o_proj.weight",
            "self_attn.o_proj.bias",
            "self_attn.q_norm.weight",
            "self_attn.k_norm.weight",
            "post_attention_layernorm.weight",
            "pre_feedforward_layernorm.weight",
            "mlp.gate_proj.weight",
            "mlp.up_proj.weight",
            "mlp.gate_up_proj.weight",
            "mlp.down_proj.weight",
            "post_feedforward_layernorm.weight");

    private final Set<String> wanted;
    private final WeightReader weights;
    private final List<Adapter> adapters;
    private final Map<String, GgufValue> metadata;
    private final Map<String, float[]> factors;
    private final PairedRows paired;
    private final Order order;
    private final Progress progress;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final float[] rows;
    private final ByteBuffer blocks;
    private int done;

    /// What to write: `head` is the type of embedding and head.
    public record Order(Path model, List<Path> adapters, Path to, GgufType type, GgufType head, boolean replace) {
        public Order {
            adapters = List.copyOf(adapters);
            if (!BlockEncoder.writes(type) || !BlockEncoder.writes(head)) {
                throw new ModelException(
                        Plain.text("Weights are written as F32, F16, Q8_0 or Q4_0, not as %s or %s.", type, head));
            }
        }
    }

    /// Told before each tensor.
    public interface Progress {
        void tensor(String name, int number, int of);
    }

    private ModelWriter(Order order, Progress progress) throws IOException {
        this.order = order;
        this.progress = progress;
        var folder = ModelFolder.open(order.model());
        this.wanted = new WeightMap(folder.config())
                .parts().stream().map(WeightMap.Part::tensor).collect(Collectors.toUnmodifiableSet());
        this.adapters = AdapterFolder.readAll(order.adapters(), folder.config());
        this.metadata = metadata(order.model());
        this.factors = GgufFile.isGguf(order.model())
                ? RopeFactors.of(GgufFile.open(order.model()))
                : RopeFactors.of(folder.config());
        var known = new GgufMetadata(order.model(), metadata);
        this.paired = PairedRows.of(known);
        metadata.put("general.file_type", new GgufValue.Whole(Kind.UINT32, fileType(order.type())));
        metadata.put("general.quantization_version", new GgufValue.Whole(Kind.UINT32, QUANTIZATION_VERSION));
        this.weights = folder.weights();
        long widest = widest(known);
        this.rows = new float[Math.toIntExact(Math.max(NUMBERS, widest))];
        this.blocks = ByteBuffer.allocate(rows.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Writes the file and answers its size in bytes.
    public static long write(Order order, Progress progress) throws IOException {
        try (var writer = new ModelWriter(order, progress)) {
            return GgufWriter.write(order.to(), writer.metadata, writer.tensors(), order.replace(), writer::tensor);
        }
    }

    /// What a GGUF file of the model says, without the types of its tensors.
    static Map<String, GgufValue> metadata(Path model) throws IOException {
        if (!GgufFile.isGguf(model)) {
            return FolderMetadata.of(model);
        }
        var copied = new LinkedHashMap<>(GgufFile.open(model).metadata().values());
        copied.remove("general.alignment");
        return copied;
    }

    /// llama.cpp's code of a file that is mostly of this type.
    private static int fileType(GgufType type) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 1;
            case Q4_0 -> 2;
            default -> 7;
        };
    }

    /// Numbers of the widest row, or of a head's rows where those change places.
    private long widest(GgufMetadata known) {
        long hidden = known.whole(paired.architecture() + ".embedding_length", 1);
        long forward = known.whole(paired.architecture() + ".feed_forward_length", 1);
        long heads = Math.max(1, known.whole(paired.architecture() + ".attention.head_count", 1));
        long head = known.whole(paired.architecture() + ".attention.key_length", hidden / heads);
        return Math.max(Math.max(hidden, forward), Math.max(heads * head, head * hidden));
    }

    private List<GgufWriter.Tensor> tensors() {
        add("model.embed_tokens.weight");
        int layers = Math.toIntExact(
                new GgufMetadata(order.model(), metadata).whole(paired.architecture() + ".block_count", 0));
        for (int layer = 0; layer < layers; layer++) {
            for (var name : IN_LAYER) {
                add(Plain.text("model.layers.%d.%s", layer, name));
            }
        }
        add("model.norm.weight");
        add("lm_head.weight");
        for (var name : wanted) {
            if (!names.containsValue(name)) {
                throw new ModelException(Plain.text(
                        "%s of %s has no place in a GGUF file. Export the adapter alone.", name, order.model()));
            }
        }
        var tensors = new ArrayList<GgufWriter.Tensor>();
        names.forEach((name, plain) -> {
            var stored = weights.tensor(plain);
            tensors.add(new GgufWriter.Tensor(name, type(plain, stored), stored.shape()));
        });
        factors.forEach((name, divisors) ->
                tensors.add(new GgufWriter.Tensor(name, GgufType.F32, List.of((long) divisors.length))));
        return tensors;
    }

    private void add(String name) {
        if (wanted.contains(name)) {
            names.put(GgufNames.of(paired.architecture(), name), name);
        }
    }

    private GgufType type(String name, WeightReader.Stored stored) {
        if (stored.shape().size() < 2) {
            return GgufType.F32;
        }
        var wanted = name.startsWith("model.embed_tokens") || name.startsWith("lm_head") ? order.head() : order.type();
        return stored.columns() % wanted.blockValues() == 0 ? wanted : GgufType.F16;
    }

    private void tensor(GgufWriter.Tensor tensor, GgufWriter.Sink sink) throws IOException {
        var name = names.get(tensor.name());
        progress.tensor(tensor.name(), ++done, names.size() + factors.size());
        if (name == null) {
            var divisors = java.util.Objects.requireNonNull(factors.get(tensor.name()));
            System.arraycopy(divisors, 0, rows, 0, divisors.length);
            put(tensor, divisors.length, sink);
            return;
        }
        int columns = Math.toIntExact(tensor.columns());
        int head = paired.head(name, tensor.shape().getFirst());
        long step = Math.max(1, rows.length / columns);
        if (head > 0 && tensor.shape().size() > 1) {
            step = step / head * head;
        }
        float shift = GgufNames.shift(paired.architecture(), name);
        var delta = new FoldedRows(adapters, name);
        try (var arena = Arena.ofConfined()) {
            var target = arena.allocate(step * columns * Float.BYTES, Float.BYTES);
            for (long from = 0; from < tensor.rows(); from += step) {
                int count = (int) Math.min(step, tensor.rows() - from);
                weights.read(name, from, count, target);
                MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, rows, 0, count * columns);
                delta.add(rows, Math.toIntExact(from), count, columns);
                finite(name, count * columns);
                for (int i = 0; shift != 0 && i < count * columns; i++) {
                    rows[i] += shift;
                }
                if (head > 0) {
                    PairedRows.pair(rows, head, tensor.shape().size() < 2 ? 1 : columns, count * columns);
                }
                put(tensor, count * columns, sink);
            }
        }
    }

    private void finite(String name, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(rows[i])) {
                throw new ModelException(Plain.text(
                        "The weights hold something that is no number (in %s). Download the model again.", name));
            }
        }
    }

    private void put(GgufWriter.Tensor tensor, int count, GgufWriter.Sink sink) throws IOException {
        blocks.clear();
        int parts = Math.min(count / 32, Runtime.getRuntime().availableProcessors());
        if (parts < 2 || count % 32 != 0 || count < 1 << 16) {
            BlockEncoder.encode(tensor.type(), rows, 0, count, blocks);
        } else {
            int part = (count / 32 + parts - 1) / parts * 32;
            IntStream.range(0, parts).parallel().forEach(p -> {
                int from = p * part;
                int some = Math.min(part, count - from);
                if (some > 0) {
                    var slice = blocks.duplicate()
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .position(Math.toIntExact(tensor.type().bytes(from)));
                    BlockEncoder.encode(tensor.type(), rows, from, some, slice);
                }
            });
            blocks.position(Math.toIntExact(tensor.type().bytes(count)));
        }
        sink.write(blocks.flip());
    }

    @Override
    public void close() throws IOException {
        weights.close();
    }
}
