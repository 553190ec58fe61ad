package sam.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import sam.model.ModelConfig;
import sam.torch.KernelModule.Listed;
import sam.torch.Scope;

/// Keys and values of a batch of growing sequences, [rows, kvHeads, room, headDim] for each layer.
///
/// Prompts of different lengths lie on a grid as wide as the longest; what is generated goes into the columns after
/// the grid, so that one column serves all rows, and a mask leaves out the cells between.
final class KvCache implements AutoCloseable {
    private final LoadedModel model;
    private final Scope scope;
    private List<NDArray> tensors = new ArrayList<>();
    private long[] lengths;
    private final int grid;
    private int generated;

    private KvCache(LoadedModel model, List<int[]> prompts, int room) {
        this.model = model;
        this.scope = model.scope().inner();
        this.lengths = prompts.stream().mapToLong(prompt -> prompt.length).toArray();
        this.grid = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        var config = model.config();
        try (var step = scope.inner()) {
            var shape = step.longs(prompts.size(), grid + (long) room);
            for (int i = 0; i < 2 * config.layers(); i++) {
                tensors.add(scope.adopt(
                        model.kernels().call("room", new NDList(shape)).singletonOrThrow()));
            }
        }
    }

    /// A cache and the logits [rows, vocabulary] after the prompts, in `step`'s scope.
    record Filled(KvCache cache, NDArray logits) {}

    static Filled fill(LoadedModel model, List<int[]> prompts, int room, Scope step) {
        var cache = new KvCache(model, prompts, room);
        var batch = TokenBatch.grid(step, prompts);
        var last = new long[prompts.size()];
        long end = 0;
        for (int i = 0; i < last.length; i++) {
            end += prompts.get(i).length;
            last[i] = end - 1;
        }
        var arguments = new NDList(batch.ids(), batch.positions(), batch.pad(), batch.unpad(), step.longs(last));
        var logits =
                model.call("prefill", arguments, batch.longest(), cache.list()).singletonOrThrow();
        return new Filled(cache, logits);
    }

    /// Bytes of a row that may grow to so many tokens.
    static long rowBytes(ModelConfig config, int tokens) {
        return 8L * config.layers() * config.kvHeads() * config.headDim() * tokens;
    }

    /// Appends one token to each row and answers the logits [rows, vocabulary] after it.
    NDArray next(long[] ids, Scope step) {
        var positions = LongStream.of(lengths).map(length -> length + generated).toArray();
        int longest = (int) LongStream.of(positions).max().orElseThrow() + 1;
        var arguments = new NDList(
                step.longs(ids), step.longs(positions), step.longs(lengths), step.longs(grid, grid + (long) generated));
        generated++;
        return model.call("decode", arguments, longest, list()).singletonOrThrow();
    }

    /// Goes on with some of the rows only.
    void keep(int[] rows) {
        try (var step = scope.inner()) {
            var arguments = new NDList(
                    step.longs(java.util.Arrays.stream(rows).asLongStream().toArray()));
            var kept = model.kernels().call("keep", arguments, list());
            tensors.forEach(NDArray::close);
            tensors = new ArrayList<>();
            kept.forEach(tensor -> tensors.add(scope.adopt(tensor)));
        }
        lengths = java.util.Arrays.stream(rows).mapToLong(row -> lengths[row]).toArray();
    }

    private Listed list() {
        return new Listed("c", tensors);
    }

    @Override
    public void close() {
        scope.close();
    }
}
