package sam.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sam.durable.Plain;
import sam.model.files.ModelException;
import sam.model.gguf.GgufType;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufValue.Kind;
import sam.model.gguf.GgufWriter;
import sam.model.tokens.GgufTokenizer;

/// Writes a model of a real shape with random weights of standard deviation about 0.02, block by block, to measure
/// memory and speed with. Its tokenizer knows single bytes, so that it opens and trains; what it says is noise.
public final class RandomModel {
    private static final int CHUNK = 1 << 22;
    private static final double SPREAD = 0.02;
    private static final String TEMPLATE = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n'"
            + " + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private final Shape shape;
    private final GgufType type;
    private long state;

    /// A shape under the names of `config.json`.
    public record Shape(
            int hidden,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int intermediate,
            int vocabulary,
            boolean tied) {
        /// Stories15M, which trains in seconds.
        public static final Shape STORIES15M = new Shape(288, 6, 6, 6, 48, 768, 32_000, true);

        /// Stories42M.
        public static final Shape STORIES42M = new Shape(512, 8, 8, 8, 64, 1376, 32_000, true);

        /// Llama-3.2-1B.
        public static final Shape LLAMA1B = new Shape(2048, 16, 32, 8, 64, 8192, 128_256, true);

        /// Llama-3-8B.
        public static final Shape LLAMA8B = new Shape(4096, 32, 32, 8, 128, 14_336, 128_256, false);
    }

    private RandomModel(Shape shape, GgufType type, long seed) {
        if (!List.of(GgufType.Q4_0, GgufType.Q8_0, GgufType.F16).contains(type)) {
            throw new ModelException(Plain.text("Random models are written as Q4_0, Q8_0 or F16, not as %s.", type));
        }
        this.shape = shape;
        this.type = type;
        this.state = seed * 0x9e3779b97f4a7c15L | 1;
    }

    /// Writes the file and answers its size in bytes.
    public static long write(Shape shape, GgufType type, long seed, Path to, boolean replace) throws IOException {
        var model = new RandomModel(shape, type, seed);
        return GgufWriter.write(to, model.metadata(), model.tensors(), replace, model::tensor);
    }

    private Map<String, GgufValue> metadata() {
        var values = new LinkedHashMap<String, GgufValue>();
        values.put("general.architecture", new GgufValue.Text("llama"));
        values.put("general.type", new GgufValue.Text("model"));
        values.put("general.name", new GgufValue.Text("random weights"));
        whole(values, "context_length", 8192);
        whole(values, "embedding_length", shape.hidden());
        whole(values, "block_count", shape.layers());
        whole(values, "feed_forward_length", shape.intermediate());
        whole(values, "attention.head_count", shape.heads());
        whole(values, "attention.head_count_kv", shape.kvHeads());
        whole(values, "attention.key_length", shape.headDim());
        whole(values, "attention.value_length", shape.headDim());
        whole(values, "rope.dimension_count", shape.headDim());
        whole(values, "vocab_size", shape.vocabulary());
        values.put("llama.attention.layer_norm_rms_epsilon", new GgufValue.Real(Kind.FLOAT32, 1e-5));
        values.put("llama.rope.freq_base", new GgufValue.Real(Kind.FLOAT32, 500_000));
        tokenizer(values);
        return values;
    }

    private static void whole(Map<String, GgufValue> values, String key, int value) {
        values.put("llama." + key, new GgufValue.Whole(Kind.UINT32, value));
    }

    private void tokenizer(Map<String, GgufValue> values) {
        var tokens = new ArrayList<>(byteAlphabet());
        tokens.addAll(List.of("<|begin_of_text|>", "<|im_start|>", "<|im_end|>"));
        var types = new long[shape.vocabulary()];
        Arrays.fill(types, 0, 256, GgufTokenizer.NORMAL);
        Arrays.fill(types, 256, tokens.size(), GgufTokenizer.CONTROL);
        Arrays.fill(types, tokens.size(), types.length, GgufTokenizer.UNUSED);
        for (int id = tokens.size(); id < shape.vocabulary(); id++) {
            tokens.add(Plain.text("[PAD%d]", id));
        }
        values.put("tokenizer.ggml.model", new GgufValue.Text("gpt2"));
        values.put("tokenizer.ggml.pre", new GgufValue.Text("llama-bpe"));
        values.put("tokenizer.ggml.tokens", new GgufValue.Texts(tokens));
        values.put("tokenizer.ggml.token_type", new GgufValue.Wholes(Kind.INT32, types));
        values.put("tokenizer.ggml.merges", new GgufValue.Texts(List.of()));
        values.put("tokenizer.ggml.bos_token_id", new GgufValue.Whole(Kind.UINT32, 256));
        values.put("tokenizer.ggml.eos_token_id", new GgufValue.Whole(Kind.UINT32, 258));
        values.put("tokenizer.ggml.add_bos_token", new GgufValue.Flag(true));
        values.put("tokenizer.chat_template", new GgufValue.Text(TEMPLATE));
    }

    /// The character that stands for each byte in byte-level vocabularies: itself where it is printable, else the next
    /// free one from 256 on.
    private static List<String> byteAlphabet() {
        var alphabet = new ArrayList<String>();
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean shown = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            alphabet.add(Character.toString(shown ? b : next++));
        }
        return alphabet;
    }

    private List<GgufWriter.Tensor> tensors() {
        long hidden = shape.hidden();
        long queries = (long) shape.heads() * shape.headDim();
        long keys = (long) shape.kvHeads() * shape.headDim();
        var tensors = new ArrayList<GgufWriter.Tensor>();
        tensors.add(matrix("token_embd.weight", shape.vocabulary(), hidden));
        for (int layer = 0; layer < shape.layers(); layer++) {
            var block = Plain.text("blk.%d.", layer);
            tensors.add(norm(block + "attn_norm.weight"));
            tensors.add(matrix(block + "attn_q.weight", queries, hidden));
            tensors.add(matrix(block + "attn_k.weight", keys, hidden));
            tensors.add(matrix(block + "attn_v.weight", keys, hidden));
            tensors.add(matrix(block + "attn_output.weight", hidden, queries));
            tensors.add(norm(block + "ffn_norm.weight"));
            tensors.add(matrix(block + "ffn_gate.weight", shape.intermediate(), hidden));
            tensors.add(matrix(block + "ffn_up.weight", shape.intermediate(), hidden));
            tensors.add(matrix(block + "ffn_down.weight", hidden, shape.intermediate()));
        }
        tensors.add(norm("output_norm.weight"));
        if (!shape.tied()) {
            tensors.add(matrix("output.weight", shape.vocabulary(), hidden));
        }
        return tensors;
    }

    private GgufWriter.Tensor matrix(String name, long rows, long columns) {
        return new GgufWriter.Tensor(name, type, List.of(rows, columns));
    }

    private GgufWriter.Tensor norm(String name) {
        return new GgufWriter.Tensor(name, GgufType.F32, List.of((long) shape.hidden()));
    }

    private void tensor(GgufWriter.Tensor tensor, GgufWriter.Sink sink) throws IOException {
        var buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        long left = tensor.bytes();
        int block = Math.toIntExact(tensor.type().bytes(tensor.type().blockValues()));
        while (left > 0) {
            int some = (int) Math.min(left, CHUNK / block * block);
            buffer.clear().limit(some);
            switch (tensor.type()) {
                case F32 -> fill(buffer, () -> buffer.putFloat(1));
                case F16 -> halves(buffer);
                default -> blocks(buffer, block);
            }
            sink.write(buffer.flip());
            left -= some;
        }
    }

    private static void fill(ByteBuffer buffer, Runnable next) {
        while (buffer.hasRemaining()) {
            next.run();
        }
    }

    /// Uniform codes, and a scale within a tenth of the one that gives the spread.
    private void blocks(ByteBuffer buffer, int block) {
        int codes = type == GgufType.Q4_0 ? 16 : 256;
        double scale = SPREAD / (codes / Math.sqrt(12));
        while (buffer.hasRemaining()) {
            long bits = next();
            buffer.putShort(Float.floatToFloat16((float) (scale * (0.9 + 0.2 * (bits >>> 11) * 0x1p-53))));
            for (int i = 2; i < block; i += 8) {
                buffer.putLong(next());
            }
        }
    }

    private void halves(ByteBuffer buffer) {
        double width = SPREAD * Math.sqrt(12);
        while (buffer.hasRemaining()) {
            double uniform = (next() >>> 11) * 0x1p-53 - 0.5;
            buffer.putShort(Float.floatToFloat16((float) (width * uniform)));
        }
    }

    /// Xorshift (Marsaglia 2003).
    private long next() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state;
    }
}
