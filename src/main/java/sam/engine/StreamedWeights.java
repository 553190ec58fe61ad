package sam.engine;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sam.adapters.Adapter;
import sam.memory.MemoryChoice;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.model.WeightMap;
import sam.model.WeightReader;
import sam.torch.Scope;

/// Matrices that stay on disk: each is read and dequantised when it is multiplied, in pieces into one reused buffer,
/// and the adapters below are added there. The system's page cache does the keeping, outside the worker's memory.
public final class StreamedWeights implements FrozenWeights {
    private final Scope scope;
    private final ModelConfig config;
    private final WeightReader reader;
    private final Kernels kernels;
    private final PieceFiller filler;
    private final long pieceValues;
    private final NDArray buffer;
    private final Map<Long, Window> windows = new HashMap<>();
    private final Vectors vectors;
    private final Map<Integer, Map<Group, List<Fold>>> folds = new HashMap<>();
    private final String embeddingName;
    private final String headName;
    private long bytes;
    private long read;

    /// Takes over the reader. `pieceBytes` bounds the buffer; a piece holds at least one row.
    public StreamedWeights(
            Scope outer,
            ModelConfig config,
            WeightReader reader,
            List<Adapter> adapters,
            Kernels kernels,
            int threads,
            long pieceBytes)
            throws IOException {
        this.scope = outer.inner();
        this.config = config;
        this.reader = reader;
        this.kernels = kernels;
        this.filler = new PieceFiller(reader, kernels.precision(), threads);
        var map = new WeightMap(config);
        this.embeddingName = map.embedding().tensor();
        this.headName = map.head().tensor();
        try (var work = scope.inner()) {
            long largest = Math.max(config.vocabulary() * stride(config.hidden()), largestGroup());
            long widest = Arrays.stream(Group.values())
                    .mapToLong(group -> stride(group.in(config)))
                    .max()
                    .orElseThrow();
            int word = kernels.precision().bytes();
            this.pieceValues = Math.max(
                    widest, Math.min(largest, MemoryChoice.pieceBytes(largestGroup() * word, pieceBytes) / word));
            this.buffer = kernels.one(scope, "blank_low", work.longs(1, pieceValues), work.empty(0));
            this.bytes = pieceValues * kernels.precision().bytes();
            this.vectors = new Vectors(scope, config, reader);
            boolean low = kernels.precision() != Precision.FLOAT32;
            for (int layer = 0; layer < config.layers() && !adapters.isEmpty(); layer++) {
                var ofLayer = new java.util.EnumMap<Group, List<Fold>>(Group.class);
                for (var group : Group.values()) {
                    ofLayer.put(group, Fold.of(scope, kernels, low, config, adapters, layer, group));
                }
                folds.put(layer, ofLayer);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private long largestGroup() {
        long largest = 0;
        for (var group : Group.values()) {
            largest = Math.max(largest, group.out(config) * stride(group.in(config)));
        }
        return largest;
    }

    @Override
    public void matrix(int layer, Group group, Piece piece) throws IOException {
        stream(group.tensors(config, layer), folds.getOrDefault(layer, Map.of()).getOrDefault(group, List.of()), piece);
    }

    @Override
    public void head(Piece piece) throws IOException {
        stream(List.of(headName), List.of(), piece);
    }

    /// Tensors one below the other, cut into pieces of whole rows.
    private void stream(List<String> names, List<Fold> added, Piece piece) throws IOException {
        long columns = reader.tensor(names.getFirst()).columns();
        long rows = names.stream().mapToLong(name -> reader.tensor(name).rows()).sum();
        long most = pieceValues / stride(columns);
        long pieces = (rows + most - 1) / most;
        long size = (rows + pieces - 1) / pieces;
        for (long from = 0; from < rows; from += size) {
            long count = Math.min(size, rows - from);
            var window = window(count, columns);
            long start = Profile.now();
            read += filler.fill(names, from, count, window.whole);
            if (Profile.ON) {
                Profile.add("dequantise", Profile.now() - start);
            }
            try (var work = scope.inner()) {
                for (var fold : added) {
                    fold.into(window.matrix, from, kernels, work);
                }
            }
            piece.use(window.matrix, from);
        }
    }

    /// The buffer's start as rows that lie as far apart as products like it, and the matrix in it.
    private record Window(NDArray whole, NDArray matrix) {}

    private Window window(long rows, long columns) {
        return windows.computeIfAbsent(rows << 32 | columns, _ -> {
            try (var work = scope.inner()) {
                var whole = kernels.one(scope, "window", buffer, work.longs(rows, stride(columns)));
                return new Window(whole, kernels.one(scope, "first_columns", whole, work.longs(columns)));
            }
        });
    }

    private long stride(long columns) {
        return kernels.precision().stride(columns);
    }

    @Override
    public NDArray headRows(long[] ids, Scope step) throws IOException {
        return rows(headName, ids, step);
    }

    @Override
    public NDArray embed(NDArray ids, Scope step) throws IOException {
        return rows(embeddingName, ids.toLongArray(), step);
    }

    /// float32 [N, hidden].
    private NDArray rows(String name, long[] ids, Scope step) throws IOException {
        var x = step.empty(ids.length, config.hidden());
        var target = java.lang.foreign.MemorySegment.ofBuffer(Scope.bytes(x));
        for (int i = 0; i < ids.length; i++) {
            reader.read(name, ids[i], 1, target.asSlice(4L * config.hidden() * i));
        }
        return x;
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
        return true;
    }

    @Override
    public long residentBytes() {
        return bytes;
    }

    @Override
    public long bytesRead() {
        return read;
    }

    @Override
    public void close() throws IOException {
        filler.close();
        scope.close();
        reader.close();
    }
}
