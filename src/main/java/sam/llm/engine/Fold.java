package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import sam.llm.Adapter;
import sam.llm.ModelConfig;
import sam.torch.Scope;

/// What the adapters below add to one linear of a group's matrix, W += s · B · A: rows `first` to `first + rows` of the
/// matrix. One product a use costs less than two thin ones for every token.
record Fold(long first, long rows, int rank, float[] a, float[] b, double scale) {
    static List<Fold> of(ModelConfig config, List<Adapter> adapters, int layer, Group group) {
        var folds = new ArrayList<Fold>();
        for (var adapter : adapters) {
            for (var linear : group.linears(config)) {
                var matrices = adapter.layers().get(new Adapter.Place(layer, linear));
                if (matrices != null) {
                    folds.add(new Fold(
                            group.offset(config, linear),
                            config.out(linear),
                            adapter.rank(),
                            matrices.a().values(),
                            matrices.b().values(),
                            adapter.scale()));
                }
            }
        }
        return folds;
    }

    /// Adds to `piece`, float32 [n, in], which holds the matrix's rows from `from` on.
    void into(NDArray piece, long from, Kernels kernels, Scope work) {
        long to = from + piece.getShape().get(0);
        long begin = Math.max(from, first);
        long end = Math.min(to, first + rows);
        if (begin >= end) {
            return;
        }
        var window = kernels.one(work, "slice", piece, work.longs(begin - from, end - from));
        var part = java.util.Arrays.copyOfRange(b, (int) (begin - first) * rank, (int) (end - first) * rank);
        kernels.run(
                "fold",
                window,
                work.floats(part, end - begin, rank),
                work.floats(a, rank, a.length / rank),
                work.doubles(scale));
    }
}
