package sam.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sam.adapters.Adapter;
import sam.model.GgufNames;
import sam.model.ModelFolder;
import sam.model.PairedRows;
import sam.model.files.SafetensorsWriter.FloatTensor;
import sam.model.gguf.GgufMetadata;
import sam.model.gguf.GgufType;
import sam.model.gguf.GgufValue;
import sam.model.gguf.GgufValue.Kind;
import sam.model.gguf.GgufWriter;

/// Writes an adapter as the GGUF file llama.cpp loads beside a base: float32, scale = `adapter.lora.alpha` / rank.
///
/// A is [rank, in] and B [out, rank] under the base tensor's name with `.lora_a` and `.lora_b`; B of q and k has its
/// rows where llama.cpp has the base's.
public final class AdapterWriter {
    private AdapterWriter() {}

    /// Writes the file and answers its size in bytes.
    public static long write(Adapter adapter, Path model, Path to) throws IOException {
        var base = new GgufMetadata(model, ModelWriter.metadata(model));
        var paired = PairedRows.of(base);
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("general.architecture", new GgufValue.Text(paired.architecture()));
        metadata.put("general.type", new GgufValue.Text("adapter"));
        metadata.put("general.name", new GgufValue.Text(String.valueOf(to.getFileName())));
        metadata.put("adapter.type", new GgufValue.Text("lora"));
        metadata.put("adapter.lora.alpha", new GgufValue.Real(Kind.FLOAT32, adapter.scale() * adapter.rank()));
        var values = new LinkedHashMap<String, float[]>();
        var tensors = new ArrayList<GgufWriter.Tensor>();
        adapter.layers().forEach((place, matrices) -> {
            var name = ModelFolder.linear(place.layer(), place.linear()) + ".weight";
            var packed = GgufNames.of(paired.architecture(), name);
            add(tensors, values, packed + ".lora_a", matrices.a(), 0);
            int head = paired.head(name, matrices.b().shape()[0]);
            add(tensors, values, packed + ".lora_b", matrices.b(), head);
        });
        return GgufWriter.write(to, metadata, tensors, false, (tensor, sink) -> {
            var numbers = java.util.Objects.requireNonNull(values.get(tensor.name()));
            var bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(numbers);
            sink.write(bytes);
        });
    }

    private static void add(
            List<GgufWriter.Tensor> tensors, Map<String, float[]> values, String name, FloatTensor matrix, int head) {
        var numbers = matrix.values();
        if (head > 0) {
            numbers = numbers.clone();
            PairedRows.pair(numbers, head, (int) matrix.shape()[1], numbers.length);
        }
        values.put(name, numbers);
        tensors.add(new GgufWriter.Tensor(name, GgufType.F32, List.of(matrix.shape()[0], matrix.shape()[1])));
    }
}
