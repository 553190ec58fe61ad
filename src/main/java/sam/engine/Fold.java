package sam.engine;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import sam.adapters.Adapter;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.torch.Scope;

/// What an adapter below adds to one linear of a group's matrix, W += s · B · A: rows `first` to `first + rows` of the
/// matrix. One product a use costs less than two thin ones for every token.
record Fold(long first, long rows, NDArray a, NDArray b, NDArray scale) {
    /// The folds of a group, in the given precision; their tensors live in `scope`.
    static List<Fold> of(
            Scope scope,
            Kernels kernels,
            boolean low,
            ModelConfig config,
            List<Adapter> adapters,
            int layer,
            Group group) {
        var folds = new ArrayList<Fold>();
        for (var adapter : adapters) {
            for (var linear : group.linears(config)) {
                var matrices = adapter.layers().get(new Adapter.Place(layer, linear));
                if (matrices != null) {
                    folds.add(new Fold(
                            group.offset(config, linear),
                            config.out(linear),
                            tensor(
                                    scope,
                                    kernels,
                                    low,
                                    matrices.a().values(),
                                    matrices.a().shape()),
                            tensor(
                                    scope,
                                    kernels,
                                    low,
                                    matrices.b().values(),
                                    matrices.b().shape()),
                            scope.doubles(matrices.scale())));
                }
            }
        }
        return folds;
    }

    private static NDArray tensor(Scope scope, Kernels kernels, boolean low, float[] values, long[] shape) {
        if (!low) {
            return scope.floats(values, shape);
        }
        try (var work = scope.inner()) {
            return kernels.one(scope, "cast", work.floats(values, shape));
        }
    }

    /// Adds to `piece` [n, in], which holds the matrix's rows from `from` on.
    void into(NDArray piece, long from, Kernels kernels, Scope work) {
        long to = from + piece.getShape().get(0);
        long begin = Math.max(from, first);
        long end = Math.min(to, first + rows);
        if (begin < end) {
            kernels.run(
                    "fold",
                    kernels.one(work, "slice", piece, work.longs(begin - from, end - from)),
                    kernels.one(work, "slice", b, work.longs(begin - first, end - first)),
                    a,
                    scale);
        }
    }
}
