package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sam.adapters.Adapter;
import sam.durable.Plain;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.model.WeightMap;
import sam.model.WeightReader;
import sam.model.files.ModelException;
import sam.torch.KernelModule.Listed;
import sam.torch.Scope;

/// All matrices in memory, in the precision they are multiplied in, with the adapters below folded in: W + Σ sBA.
public final class ResidentWeights implements FrozenWeights {
    /// Rows are read and brought to bfloat16 in pieces of this size.
    private static final long PIECE = 64L << 20;

    private final Scope scope;
    private final Kernels kernels;
    private final List<Map<Group, NDArray>> layers = new ArrayList<>();
    private final Vectors vectors;
    private final NDArray embedding;
    private final NDArray head;
    private long bytes;
    private long read;

    /// Reads every tensor into memory that libtorch owns; a weight that is no number is refused by name.
    public ResidentWeights(
            Scope outer, ModelConfig config, WeightReader reader, List<Adapter> adapters, Kernels kernels)
            throws IOException {
        this.scope = outer.inner();
        this.kernels = kernels;
        try {
            var map = new WeightMap(config);
            embedding = matrix(reader, List.of(map.embedding().tensor()), List.of());
            head = config.tiedHead()
                    ? embedding
                    : matrix(reader, List.of(map.head().tensor()), List.of());
            vectors = new Vectors(scope, config, reader);
            for (int layer = 0; layer < config.layers(); layer++) {
                var matrices = new EnumMap<Group, NDArray>(Group.class);
                for (var group : Group.values()) {
                    matrices.put(group, group(config, reader, adapters, layer, group));
                }
                layers.add(matrices);
            }
        } catch (IOException | RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private NDArray group(ModelConfig config, WeightReader reader, List<Adapter> adapters, int layer, Group group)
            throws IOException {
        var names = group.tensors(config, layer);
        try (var work = scope.inner()) {
            return matrix(reader, names, Fold.of(work, kernels, false, config, adapters, layer, group));
        }
    }

    /// Tensors one below the other.
    private NDArray matrix(WeightReader reader, List<String> names, List<Fold> folds) throws IOException {
        long columns = reader.tensor(names.getFirst()).columns();
        long rows = names.stream().mapToLong(name -> reader.tensor(name).rows()).sum();
        long stride = kernels.precision().stride(columns);
        bytes += rows * stride * kernels.precision().bytes();
        read += names.stream()
                .map(reader::tensor)
                .mapToLong(t -> t.rows() * t.type().rowBytes(t.columns()))
                .sum();
        boolean single = kernels.precision() == Precision.FLOAT32;
        try (var work = scope.inner()) {
            var whole = single
                    ? scope.empty(rows, stride)
                    : kernels.one(scope, "blank_low", work.longs(rows, stride), work.empty(0));
            long at = 0;
            for (var name : names) {
                at = read(reader, name, whole, at, single, folds, work);
            }
            return stride == columns ? whole : kernels.one(scope, "first_columns", whole, work.longs(columns));
        }
    }

    private long read(
            WeightReader reader, String name, NDArray whole, long at, boolean single, List<Fold> folds, Scope outer)
            throws IOException {
        var stored = reader.tensor(name);
        long step = Math.max(1, PIECE / (4 * stored.columns()));
        for (long from = 0; from < stored.rows(); from += step) {
            long count = Math.min(step, stored.rows() - from);
            try (var work = outer.inner()) {
                var window = kernels.one(work, "slice", whole, work.longs(at + from, at + from + count));
                var target = single ? window : work.empty(count, stored.columns());
                long stride = target.getShape().get(1) * Float.BYTES;
                reader.readApart(name, from, count, MemorySegment.ofBuffer(Scope.bytes(target)), stride);
                check(target, name);
                var matrix = kernels.one(work, "first_columns", target, work.longs(stored.columns()));
                for (var fold : folds) {
                    fold.into(matrix, at + from, kernels, work);
                }
                if (!single) {
                    kernels.run("put", window, target);
                }
            }
        }
        return at + stored.rows();
    }

    private void check(NDArray tensor, String name) {
        try (var work = scope.inner()) {
            if (!Float.isFinite(kernels.one(work, "finite", tensor).getFloat())) {
                throw new ModelException(Plain.text(
                        "The weights hold something that is no number (in %s). Download the model again.", name));
            }
        }
    }

    @Override
    public void matrix(int layer, Group group, Piece piece) {
        piece.use(java.util.Objects.requireNonNull(layers.get(layer).get(group)), 0);
    }

    @Override
    public void head(Piece piece) {
        piece.use(head, 0);
    }

    @Override
    public void sweepHead(long most, Piece piece) {
        long rows = head.getShape().get(0);
        long pieces = (rows + most - 1) / most;
        long size = (rows + pieces - 1) / pieces;
        for (long from = 0; from < rows; from += size) {
            try (var work = scope.inner()) {
                piece.use(kernels.one(work, "slice", head, work.longs(from, Math.min(rows, from + size))), from);
            }
        }
    }

    @Override
    public NDArray headRows(long[] ids, Scope step) {
        return kernels.one(step, "rows", head, step.longs(ids));
    }

    @Override
    public NDArray embed(NDArray ids, Scope step) {
        return kernels.one(step, "embed", ids, embedding);
    }

    @Override
    public NDArray vector(int layer, LayerVector vector) {
        return vectors.of(layer, vector);
    }

    @Override
    public NDArray finalNorm() {
        return vectors.finalNorm();
    }

    @Override
    public boolean streamed() {
        return false;
    }

    @Override
    public long residentBytes() {
        return bytes;
    }

    @Override
    public long bytesRead() {
        return read;
    }

    /// The tensors as the kernels that write take them: embedding, final norm, head, and for each layer twelve: its
    /// matrices in the order of `Group`, then its vectors in the order of `LayerVector`.
    public Listed list() {
        var all = new ArrayList<NDArray>();
        all.addAll(List.of(embedding, finalNorm(), head));
        for (int layer = 0; layer < layers.size(); layer++) {
            var matrices = layers.get(layer);
            for (var group : Group.values()) {
                all.add(java.util.Objects.requireNonNull(matrices.get(group)));
            }
            for (var vector : LayerVector.values()) {
                all.add(vector(layer, vector));
            }
        }
        return new Listed("w", all);
    }

    @Override
    public void close() {
        scope.close();
    }
}
