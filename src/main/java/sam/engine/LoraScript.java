package sam.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sam.adapters.LoraShape;
import sam.durable.Plain;
import sam.model.Group;
import sam.model.ModelConfig;
import sam.torch.KernelModule;

/// The TorchScript of the trained LoRA on one group of linears, written out for the linears it sits on.
///
/// `a`[Σr, in] holds the A of the group's targets one below the other, `b` their B [out, r] each; ranks and scales
/// are each target's own. Forward, in place: y[N, out] += s · t Bᵀ; it answers t[N, Σr] = x̃ Aᵀ. Backward takes that t
/// and adds to the gradients: dB = s · dyᵀ t, dA = s · (dy B)ᵀ x̃, and to `dx` (unless it is empty) s · (dy B) A. With
/// dropout x̃ is x with entries dropped, for each linear its own; the masks are drawn again in the backward pass from
/// the same seed.
final class LoraScript {
    private static final String BACK = "_back";

    private LoraScript() {}

    static String of(ModelConfig config, LoraShape lora, Precision precision) {
        var written = new LinkedHashMap<String, String>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (var group : Group.values()) {
                var sizes = sizes(config, lora, layer, group);
                var name = forwardName(config, lora, layer, group);
                if (!sizes.isEmpty() && !written.containsKey(name)) {
                    written.put(
                            name,
                            forward(name, config, lora, precision, group, sizes)
                                    + backward(name + BACK, config, lora, precision, group, sizes));
                }
            }
        }
        return String.join("", written.values());
    }

    /// A target of a group: `first` is the row of the group's A at which its own begins.
    private record Size(String linear, int first, int rank, double scale) {}

    private static List<Size> sizes(ModelConfig config, LoraShape lora, int layer, Group group) {
        var sizes = new ArrayList<Size>();
        int first = 0;
        for (var linear : group.linears(config)) {
            if (lora.sitsOn(layer, linear)) {
                int rank = lora.rank(layer, linear);
                sizes.add(new Size(linear, first, rank, lora.scale(layer, linear)));
                first += rank;
            }
        }
        return sizes;
    }

    /// Layers whose LoRA on a group is of the same sizes share a kernel, named after the first of them.
    static String forwardName(ModelConfig config, LoraShape lora, int layer, Group group) {
        var name = "lora_" + group.name().toLowerCase(java.util.Locale.ROOT);
        if (lora.isEven()) {
            return name;
        }
        var own = sizes(config, lora, layer, group);
        int first = 0;
        while (!sizes(config, lora, first, group).equals(own)) {
            first++;
        }
        return name + "_" + first;
    }

    static String backwardName(ModelConfig config, LoraShape lora, int layer, Group group) {
        return forwardName(config, lora, layer, group) + BACK;
    }

    private static String forward(
            String name, ModelConfig config, LoraShape lora, Precision precision, Group group, List<Size> targets) {
        var code = new Code(Plain.text(
                "def %s(%s, y: Tensor, x: Tensor, a: Tensor, b: List[Tensor]) -> Tensor:", name, KernelModule.SELF));
        code.line("ac = " + precision.cast("a"));
        if (lora.dropout() > 0) {
            dropped(code, lora, targets);
            for (int j = 0; j < targets.size(); j++) {
                code.line(Plain.text("t%1$d = torch.linear(x%1$d, %2$s)", j, rows(targets.get(j))));
            }
            code.line("t = " + joined("t", targets));
        } else {
            code.line("t = torch.linear(x, ac)");
            parts(code, targets);
        }
        for (int j = 0; j < targets.size(); j++) {
            code.line(Plain.text(
                    "_%d = torch.addmm_(%s, t%d, torch.t(%s), alpha=%s)",
                    j,
                    columns("y", config, group, targets.get(j).linear()),
                    j,
                    precision.cast(Plain.text("b[%d]", j)),
                    LayerScript.number(targets.get(j).scale())));
        }
        code.line("return t");
        return code.text();
    }

    private static String backward(
            String name, ModelConfig config, LoraShape lora, Precision precision, Group group, List<Size> targets) {
        var code = new Code(Plain.text(
                "def %s(%s, dx: Tensor, x: Tensor, dy: Tensor, t: Tensor, a: Tensor, ga: Tensor, b: List[Tensor], gb:"
                        + " List[Tensor]) -> Tensor:",
                name, KernelModule.SELF));
        boolean even = targets.stream().map(Size::scale).distinct().count() == 1;
        // one scale for the group's joint products; where its targets' differ, each is in its own u already
        var joint = even ? LayerScript.number(targets.getFirst().scale()) : "1.0";
        boolean plain = precision == Precision.FLOAT32;
        code.line("ac = " + precision.cast("a"));
        parts(code, targets);
        if (lora.dropout() > 0) {
            dropped(code, lora, targets);
        }
        for (int j = 0; j < targets.size(); j++) {
            var scale = LayerScript.number(targets.get(j).scale());
            code.line(Plain.text(
                    "d%d = %s", j, columns("dy", config, group, targets.get(j).linear())));
            code.line(Plain.text("u%d = torch.mm(d%d, %s)", j, j, precision.cast(Plain.text("b[%d]", j))));
            code.line(
                    plain
                            ? Plain.text("_b%1$d = torch.addmm_(gb[%1$d], torch.t(d%1$d), t%1$d, alpha=%2$s)", j, scale)
                            : Plain.text(
                                    "_b%1$d = torch.add_(gb[%1$d], torch.mm(torch.t(d%1$d), t%1$d), alpha=%2$s)",
                                    j, scale));
            if (!even && lora.dropout() == 0) {
                code.line(Plain.text("u%1$d = torch.mul(u%1$d, %2$s)", j, scale));
            }
        }
        if (lora.dropout() > 0) {
            for (int j = 0; j < targets.size(); j++) {
                var scale = LayerScript.number(targets.get(j).scale());
                code.line(Plain.text(
                        "g%1$d = torch.narrow(ga, 0, %2$d, %3$d)",
                        j, targets.get(j).first(), targets.get(j).rank()));
                code.line(Plain.text(
                        "_a%1$d = torch.add_(g%1$d, torch.mm(torch.t(u%1$d), x%1$d), alpha=%2$s)", j, scale));
            }
        } else {
            code.line("u = " + joined("u", targets));
            code.line(
                    plain
                            ? Plain.text("_a = torch.addmm_(ga, torch.t(u), x, alpha=%s)", joint)
                            : Plain.text("_a = torch.add_(ga, torch.mm(torch.t(u), x), alpha=%s)", joint));
        }
        code.line("if torch.gt(torch.numel(dx), 0):");
        if (lora.dropout() > 0) {
            for (int j = 0; j < targets.size(); j++) {
                code.line(Plain.text(
                        "  _d%1$d = torch.add_(dx, torch.mul_(torch.mm(u%1$d, %2$s), m%1$d), alpha=%3$s)",
                        j,
                        rows(targets.get(j)),
                        LayerScript.number(targets.get(j).scale())));
            }
        } else {
            code.line(Plain.text("  _d = torch.addmm_(dx, u, ac, alpha=%s)", joint));
        }
        code.line("return dx");
        return code.text();
    }

    /// x with entries dropped, for every target its own, and what it was multiplied by.
    private static void dropped(Code code, LoraShape lora, List<Size> targets) {
        var p = LayerScript.number(lora.dropout());
        for (int j = 0; j < targets.size(); j++) {
            code.line(Plain.text(
                    "m%1$d = torch.div(torch.to(torch.ge(torch.rand_like(x), %2$s), ops.prim.dtype(x)), %3$s)",
                    j, p, LayerScript.number(1 - lora.dropout())));
            code.line(Plain.text("x%1$d = torch.mul(x, m%1$d)", j));
        }
    }

    /// Each target's columns of t.
    private static void parts(Code code, List<Size> targets) {
        for (int j = 0; j < targets.size(); j++) {
            code.line(Plain.text(
                    "t%1$d = torch.narrow(t, 1, %2$d, %3$d)",
                    j, targets.get(j).first(), targets.get(j).rank()));
        }
    }

    private static String joined(String name, List<Size> targets) {
        return IntStream.range(0, targets.size())
                .mapToObj(j -> name + j)
                .collect(Collectors.joining(", ", "torch.cat([", "], 1)"));
    }

    private static String rows(Size target) {
        return Plain.text("torch.narrow(ac, 0, %d, %d)", target.first(), target.rank());
    }

    private static String columns(String tensor, ModelConfig config, Group group, String linear) {
        return group.linears(config).size() == 1
                ? tensor
                : Plain.text("torch.narrow(%s, 1, %d, %d)", tensor, group.offset(config, linear), config.out(linear));
    }

    /// Lines of one method, indented as the module wants them.
    private static final class Code {
        private final StringBuilder text = new StringBuilder();

        Code(String declaration) {
            text.append("  ").append(declaration).append('\n');
        }

        void line(String line) {
            text.append("    ").append(line).append('\n');
        }

        String text() {
            return text.append('\n').toString();
        }
    }
}
