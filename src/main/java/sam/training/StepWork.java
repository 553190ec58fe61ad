package sam.training;

import java.util.List;
import sam.adapters.LoraShape;
import sam.engine.ActivationBudget;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.packing.Calls;

/// Floating-point operations of a training step, two a multiply-add.
///
/// `model` is what the step cannot do without: forward and the gradient by the activations through the linears (4 a
/// parameter and token), causal attention forward and backward (12 · width for every pair of a token and one it sees),
/// the head on the target rows (4 a parameter); what rows begin with in common counts once. `executed` is what the
/// engine does: also the LoRA and what is computed again for the
/// backward pass, but of the last layer only attention where a row's token has no target.
public record StepWork(double model, double executed) {
    public static StepWork of(ModelConfig config, LoraShape lora, ActivationBudget holding, List<Row.Tokens> rows) {
        double model = 0;
        double executed = 0;
        double linears = 0;
        for (var group : Group.values()) {
            linears += size(config, group);
        }
        double down = size(config, Group.DOWN);
        double behind = linears - size(config, Group.QKV);
        double width = (double) config.heads() * config.headDim();
        double head = (double) config.vocabulary() * config.hidden();
        int again = config.layers() - Math.min(holding.keptLayers(), config.layers());
        double parameters = lora.parameters(config);
        for (var call : Calls.sized(rows, Row.Tokens::sequences, holding.tokensPerCall())) {
            double n = call.size().tokens();
            double targets = call.rows().stream().mapToInt(Row.Tokens::targets).sum();
            double seen = call.size().sights();
            double needed = config.layers() * (4 * linears * n + 12 * width * seen) + 4 * head * targets;
            model += needed;
            executed += needed
                    - 4 * behind * Math.max(0, n - targets)
                    + again * (2 * (linears - down) * n + 4 * width * seen)
                    + parameters * n * (6 + 2.0 * again / config.layers());
        }
        return new StepWork(model, executed);
    }

    private static double size(ModelConfig config, Group group) {
        return (double) group.out(config) * group.in(config);
    }

    public StepWork plus(StepWork other) {
        return new StepWork(model + other.model, executed + other.executed);
    }
}
