package sam.adapters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sam.adapters.Adapter.Matrices;
import sam.adapters.Adapter.Place;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.files.SafetensorsWriter.FloatTensor;

/// Several adapters on one base are one adapter: Σ sᵢBᵢAᵢ = [s₁B₁ … sₙBₙ] · [A₁; …; Aₙ], of rank Σ rᵢ.
public final class AdapterStack {
    private AdapterStack() {}

    /// Reads the adapters, bottom first, and writes the whole stack as one PEFT folder with `lora_alpha` = `r`.
    /// Needs no tensor engine.
    public static Adapter export(Path model, List<Path> adapters, Path to) throws IOException {
        var config = ModelFolder.open(model).config();
        var whole = combine(AdapterFolder.readAll(adapters, config));
        AdapterFolder.write(to, whole, model.toString(), LoraShape.of(whole, config));
        return whole;
    }

    /// Reads the adapters, bottom first, as one.
    public static Adapter read(Path model, List<Path> adapters) throws IOException {
        return combine(AdapterFolder.readAll(adapters, ModelFolder.open(model).config()));
    }

    /// The stack as one adapter of scale 1. A place that some adapters lack, or where they are of a lower rank, gets
    /// zeros for them, so that every place has the same rank.
    public static Adapter combine(List<Adapter> stack) {
        if (stack.isEmpty()) {
            throw new ModelException("There is no adapter to export. Train a phase first.");
        }
        int rank = stack.stream().mapToInt(Adapter::widest).sum();
        var places = new TreeSet<Place>();
        stack.forEach(adapter -> places.addAll(adapter.layers().keySet()));
        var layers = new TreeMap<Place, Matrices>();
        for (var place : places) {
            layers.put(place, combine(stack, place, rank));
        }
        return new Adapter(rank, 1, layers);
    }

    private static Matrices combine(List<Adapter> stack, Place place, int rank) {
        var first = stack.stream()
                .map(adapter -> adapter.layers().get(place))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
        int in = (int) first.a().shape()[1];
        int out = (int) first.b().shape()[0];
        var a = new float[rank * in];
        var b = new float[out * rank];
        int row = 0;
        for (var adapter : stack) {
            var matrices = adapter.layers().get(place);
            if (matrices != null) {
                int own = matrices.rank();
                System.arraycopy(matrices.a().values(), 0, a, row * in, own * in);
                for (int o = 0; o < out; o++) {
                    for (int r = 0; r < own; r++) {
                        b[o * rank + row + r] =
                                (float) (matrices.scale() * matrices.b().values()[o * own + r]);
                    }
                }
            }
            row += adapter.widest();
        }
        return new Matrices(new FloatTensor(a, rank, in), new FloatTensor(b, out, rank), 1);
    }
}
