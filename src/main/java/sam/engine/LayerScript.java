package sam.engine;

import java.util.Locale;
import sam.model.Mlp;
import sam.model.ModelConfig;
import sam.torch.KernelModule;
import sam.torch.Products;

/// The TorchScript of a layer's pieces but attention, forward and backward; what a family does not have is left out of
/// the source.
///
/// x[N, hidden] holds the tokens of all rows one after the other without padding, so linears never compute on padding.
///
/// - `norm`: x / √(mean(x²) + ε) · w over the last axis, w[hidden]; `unnorm` is its derivative applied to g = dh · w.
/// - `before`: what a sublayer reads, norm(x) or x itself; `before_back` is dz + ∂before(x)ᵀ dh.
/// - `after`: x + residual · s, or x + residual · norm(s), for a sublayer's product s; `after_back` is ds.
/// - `project_piece` puts x wᵀ into the columns of y from `at` on, `unproject_piece` adds the columns of dy from `at`
///   on times w; w is some rows of a matrix, or all.
/// - `gated`: act(gate) · up of gu[N, 2 · inner]; `gated_back` puts the derivative in gu's place and uses up dm.
final class LayerScript {
    private LayerScript() {}

    static String of(ModelConfig config, Precision precision) {
        var products = precision == Precision.FLOAT32 ? Products.float32() : Products.bfloat16();
        return products + fill(SOURCE, config, precision) + AttentionScript.of(config, precision);
    }

    /// Puts the model's numbers into a source.
    static String fill(String source, ModelConfig config, Precision precision) {
        var norms = config.norms();
        boolean silu = config.mlp().activation() == Mlp.Activation.SILU;
        return source.replace("$self", KernelModule.SELF)
                .replace("$before", norms.before() ? "self.norm(x, w)" : "torch.to(x, $type)")
                .replace("$unbefore", norms.before() ? "self.norm_back(dz, x, w, dh)" : "torch.add(dz, dh)")
                .replace("$after", norms.after() ? "torch.rms_norm(torch.to(s, 6), [$hidden], w, $eps)" : "s")
                .replace("$unafter", norms.after() ? UNAFTER : "torch.mul(dz, $residual)")
                .replace("$residual", number(config.multipliers().residual()))
                .replace("$embedding", number(config.multipliers().embedding()))
                .replace("$act", silu ? "torch.silu" : "torch.gelu")
                .replace("$approximate", silu ? "" : ", approximate=\"tanh\"")
                .replace("$layers", Integer.toString(config.layers()))
                .replace("$hidden", Integer.toString(config.hidden()))
                .replace("$inner", Integer.toString(config.intermediate()))
                .replace("$qwidth", Integer.toString(config.heads() * config.headDim()))
                .replace("$kvwidth", Integer.toString(config.kvHeads() * config.headDim()))
                .replace("$heads", Integer.toString(config.heads()))
                .replace("$kv", Integer.toString(config.kvHeads()))
                .replace("$half", Integer.toString(config.headDim() / 2))
                .replace("$dim", Integer.toString(config.headDim()))
                .replace("$group", Integer.toString(config.heads() / config.kvHeads()))
                .replace("$eps", number(config.rmsEps()))
                .replace("$scale", number(config.attention().scale()))
                .replace("$type", Integer.toString(precision.torchType()));
    }

    /// A Python float literal that reads back as the same double.
    static String number(double value) {
        var text = Double.toString(value).toLowerCase(Locale.ROOT);
        return text.contains(".") || text.contains("e") ? text : text + ".0";
    }

    private static final String UNAFTER = "self.unnorm(torch.mul(torch.mul(dz, $residual), w), torch.to(s, 6))";

    private static final String SOURCE = """
          def cast($self, x: Tensor) -> Tensor:
            return torch.to(x, $type)

          def turns($self, pos: Tensor, table: Tensor) -> Tensor:
            return torch.unsqueeze(torch.embedding(table, pos), 1)

          def turns_twice($self, pos: Tensor, table: Tensor) -> Tensor:
            t = self.turns(pos, table)
            return torch.cat([t, t], -1)

          def embed($self, ids: Tensor, table: Tensor) -> Tensor:
            return torch.to(torch.embedding(table, ids), 6)

          def rows($self, x: Tensor, rows: Tensor) -> Tensor:
            return torch.embedding(x, rows)

          def unrows($self, dx: Tensor, rows: Tensor, x: Tensor) -> Tensor:
            full = torch.zeros([torch.size(x, 0), torch.size(dx, 1)], dtype=ops.prim.dtype(dx))
            return torch.index_add_(full, 0, rows, dx)

          def root($self, x: Tensor) -> Tensor:
            square = torch.square(torch.linalg_vector_norm(x, 2, [-1], True))
            return torch.rsqrt(torch.add(torch.div(square, torch.size(x, -1)), $eps))

          def norm($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.to(torch.mul_(torch.mul(x, self.root(x)), w), $type)

          def unnorm($self, g: Tensor, x: Tensor) -> Tensor:
            r = self.root(x)
            c = torch.mul(torch.mean(torch.mul(g, x), [-1], True), torch.pow(r, 3))
            return torch.addcmul_(torch.mul_(g, r), x, c, value=-1.)

          def norm_alone_back($self, x: Tensor, w: Tensor, dh: Tensor) -> Tensor:
            return self.unnorm(torch.mul(dh, w), x)

          def norm_back($self, dz: Tensor, x: Tensor, w: Tensor, dh: Tensor) -> Tensor:
            return torch.add_(self.norm_alone_back(x, w, dh), dz)

          def before($self, x: Tensor, w: Tensor) -> Tensor:
            return $before

          def before_back($self, dz: Tensor, x: Tensor, w: Tensor, dh: Tensor) -> Tensor:
            return $unbefore

          def after($self, x: Tensor, s: Tensor, w: Tensor) -> Tensor:
            return torch.add(x, $after, alpha=$residual)

          def after_back($self, dz: Tensor, s: Tensor, w: Tensor) -> Tensor:
            return torch.to($unafter, $type)

          def biased($self, y: Tensor, b: Tensor) -> Tensor:
            if torch.gt(torch.numel(b), 0):
              y = torch.add_(y, b)
            return y

          def scaled($self, x: Tensor) -> Tensor:
            return torch.mul_(x, $embedding)

          def project_piece($self, y: Tensor, x: Tensor, w: Tensor, at: Tensor) -> Tensor:
            return self.turned_into(torch.narrow(y, 1, int(at), torch.size(w, 0)), x, w)

          def unproject_piece($self, dx: Tensor, dy: Tensor, w: Tensor, at: Tensor) -> Tensor:
            return self.straight_onto(dx, torch.narrow(dy, 1, int(at), torch.size(w, 0)), w)

          def blank($self, x: Tensor, like: Tensor, columns: Tensor) -> Tensor:
            return torch.zeros([torch.size(x, 0), int(columns)], dtype=ops.prim.dtype(like))

          def blank_low($self, shape: Tensor, like: Tensor) -> Tensor:
            return torch.empty([int(torch.select(shape, 0, 0)), int(torch.select(shape, 0, 1))], dtype=$type)

          def first_columns($self, x: Tensor, n: Tensor) -> Tensor:
            return torch.narrow(x, 1, 0, int(n))

          def window($self, buffer: Tensor, shape: Tensor) -> Tensor:
            r = int(torch.select(shape, 0, 0))
            c = int(torch.select(shape, 0, 1))
            return torch.view(torch.narrow(torch.view(buffer, [-1]), 0, 0, torch.mul(r, c)), [r, c])

          def gated($self, gu: Tensor) -> Tensor:
            m = self.apart(gu, $inner)
            _0 = $act(torch.narrow(gu, 1, 0, $inner)$approximate, out=m)
            return torch.mul_(m, torch.narrow(gu, 1, $inner, $inner))

          def gated_back($self, dm: Tensor, gu: Tensor) -> Tensor:
            g = torch.narrow(gu, 1, 0, $inner)
            u = torch.narrow(gu, 1, $inner, $inner)
            du = torch.mul_($act(g$approximate), dm)
            _0 = torch.mul_(dm, u)
            _1 = torch.copy_(u, du)
            _2 = $act_backward(dm, g$approximate, grad_input=g)
            return gu

          def finite($self, x: Tensor) -> Tensor:
            return torch.sum(x, dtype=6)

          def fold($self, weight: Tensor, b: Tensor, a: Tensor, scale: Tensor) -> Tensor:
            return torch.addmm_(weight, b, a, alpha=float(scale))

          def part($self, flat: Tensor, shape: Tensor) -> Tensor:
            at = int(torch.select(shape, 0, 0))
            r = int(torch.select(shape, 0, 1))
            c = int(torch.select(shape, 0, 2))
            return torch.view(torch.narrow(flat, 0, at, torch.mul(r, c)), [r, c])

          def put($self, target: Tensor, x: Tensor) -> Tensor:
            return torch.copy_(target, x)

        """;
}
