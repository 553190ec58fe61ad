package sam.model;

import java.util.List;

/// Linears that read the same input: the engine keeps them as one matrix, their rows one after the other, so that one
/// product computes them all.
public enum Group {
    QKV("q_proj", "k_proj", "v_proj", "qkv_proj"),
    O("o_proj"),
    GATE_UP("gate_proj", "up_proj", "gate_up_proj"),
    DOWN("down_proj");

    private final List<String> linears;

    Group(String... linears) {
        this.linears = List.of(linears);
    }

    /// Its linears in this model, in the order of their rows; a fused model has one in each group.
    public List<String> linears(ModelConfig config) {
        return config.linears().stream().filter(linears::contains).toList();
    }

    /// The tensors of its linears in a layer.
    public List<String> tensors(ModelConfig config, int layer) {
        var map = new WeightMap(config);
        return linears(config).stream()
                .map(linear -> map.linear(layer, linear).tensor())
                .toList();
    }

    /// The group a linear belongs to.
    public static Group of(String linear) {
        for (var group : values()) {
            if (group.linears.contains(linear)) {
                return group;
            }
        }
        throw new IllegalArgumentException(linear);
    }

    /// Rows of the whole matrix.
    public int out(ModelConfig config) {
        return linears(config).stream().mapToInt(config::out).sum();
    }

    /// Its columns.
    public int in(ModelConfig config) {
        return config.in(linears.getFirst());
    }

    /// The first row of one of its linears.
    public int offset(ModelConfig config, String linear) {
        int offset = 0;
        for (var other : linears(config)) {
            if (other.equals(linear)) {
                return offset;
            }
            offset += config.out(other);
        }
        throw new IllegalArgumentException(linear);
    }
}
