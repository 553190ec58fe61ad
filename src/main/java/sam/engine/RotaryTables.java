package sam.engine;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.model.LayerKind;
import sam.model.ModelConfig;
import sam.model.Rope;
import sam.model.RopeTable;
import sam.torch.KernelModule.Listed;
import sam.torch.Scope;

/// Cosines and sines of the rotary positions, [positions, dim / 2] each for every kind of turning the model's layers
/// know, as many positions as were ever asked for. A layer without positions turns by nothing: ones and zeros.
public final class RotaryTables {
    private final Scope scope;
    private final ModelConfig config;
    private final List<@Nullable Rope> ropes;
    private final List<NDArray> cos = new ArrayList<>();
    private final List<NDArray> sin = new ArrayList<>();
    private int positions;

    public RotaryTables(Scope scope, ModelConfig config) {
        this.scope = scope;
        this.config = config;
        this.ropes = ropes(config);
    }

    /// The kinds of turning of a model, in the order its layers first know them.
    static List<@Nullable Rope> ropes(ModelConfig config) {
        var ropes = new ArrayList<@Nullable Rope>();
        for (var rope : config.layerKinds().stream().map(LayerKind::rope).toList()) {
            if (!ropes.contains(rope)) {
                ropes.add(rope);
            }
        }
        return ropes;
    }

    /// Makes the tables long enough for so many positions.
    void reach(int wanted) {
        config.requireReach(wanted);
        if (wanted <= positions) {
            return;
        }
        int enough = Math.max(Math.min(config.maxPositions(), 1024), Integer.highestOneBit(wanted - 1) << 1);
        cos.forEach(NDArray::close);
        sin.forEach(NDArray::close);
        cos.clear();
        sin.clear();
        for (var rope : ropes) {
            var table = rope == null
                    ? RopeTable.still(config.headDim(), enough)
                    : RopeTable.of(rope, config.headDim(), enough);
            cos.add(scope.floats(table.cos(), enough, config.headDim() / 2));
            sin.add(scope.floats(table.sin(), enough, config.headDim() / 2));
        }
        positions = enough;
    }

    NDArray cos(@Nullable Rope rope) {
        return cos.get(ropes.indexOf(rope));
    }

    NDArray sin(@Nullable Rope rope) {
        return sin.get(ropes.indexOf(rope));
    }

    /// All cosines and all sines, for at least so many positions, as two lists of a kernel.
    public List<Listed> lists(int wanted) {
        reach(wanted);
        return List.of(new Listed("cos", cos), new Listed("sin", sin));
    }
}
