package sam.convert;

import java.util.ArrayList;
import java.util.List;
import sam.adapters.Adapter;
import sam.model.ModelFolder;

/// What a stack of adapters adds to the rows of one matrix: Σ sBA, in float32.
final class FoldedRows {
    private record Part(float scale, int rank, float[] a, float[] b) {}

    private final List<Part> parts = new ArrayList<>();

    FoldedRows(List<Adapter> adapters, String name) {
        for (var adapter : adapters) {
            adapter.layers().forEach((place, matrices) -> {
                if (name.equals(ModelFolder.linear(place.layer(), place.linear()) + ".weight")) {
                    parts.add(new Part(
                            (float) matrices.scale(),
                            matrices.rank(),
                            matrices.a().values(),
                            matrices.b().values()));
                }
            });
        }
    }

    /// Adds to `count` rows from the matrix's row `from` on, which begin at 0 in `rows`.
    void add(float[] rows, int from, int count, int columns) {
        for (var part : parts) {
            for (int row = 0; row < count; row++) {
                for (int k = 0; k < part.rank(); k++) {
                    float weight = part.scale() * part.b()[(from + row) * part.rank() + k];
                    axpy(weight, part.a(), k * columns, rows, row * columns, columns);
                }
            }
        }
    }

    private static void axpy(float weight, float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] += weight * x[from + i];
        }
    }
}
