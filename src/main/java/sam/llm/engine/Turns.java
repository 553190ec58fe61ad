package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import sam.llm.ModelConfig;
import sam.llm.RopeTable;
import sam.torch.Scope;

/// Cosines and sines of the rotary positions, [positions, dim / 2] each, as many as were ever asked for.
public final class Turns {
    private final Scope scope;
    private final ModelConfig config;
    private NDArray cos;
    private NDArray sin;
    private int positions;

    public Turns(Scope scope, ModelConfig config) {
        this.scope = scope;
        this.config = config;
        this.cos = scope.empty(0);
        this.sin = scope.empty(0);
    }

    /// The tables for at least so many positions.
    public NDList reach(int wanted) {
        if (wanted > positions) {
            int enough = Math.max(Math.min(config.maxPositions(), 1024), Integer.highestOneBit(wanted - 1) << 1);
            var table = RopeTable.of(config, enough);
            cos.close();
            sin.close();
            cos = scope.floats(table.cos(), enough, config.headDim() / 2);
            sin = scope.floats(table.sin(), enough, config.headDim() / 2);
            positions = enough;
        }
        return new NDList(cos, sin);
    }
}
