package sam.llm.engine;

import java.util.Locale;
import sam.llm.ModelConfig;
import sam.torch.KernelModule;

/// The TorchScript of a layer's pieces, forward and backward.
///
/// x[N, hidden] holds the tokens of all rows one after the other without padding, so linears never compute on padding;
/// only attention sees [B, heads, T, dim], gathered by `pad`[B, T] (indices into N) and brought back by `unpad`[N]
/// (indices into B·T). Padding is on the right, where causal attention never looks. Key and value heads shared by
/// several query heads are repeated before attention: libtorch's fused kernel takes none that are grouped.
///
/// `mask` is empty for plain causal attention, or float32 [B, 1, T, T], 0 where a token sees another and -∞ elsewhere.
final class LayerScript {
    private LayerScript() {}

    static String of(ModelConfig config, Precision precision) {
        return fill(SOURCE, config, precision);
    }

    /// Puts the model's numbers into a source.
    static String fill(String source, ModelConfig config, Precision precision) {
        return source.replace("$self", KernelModule.SELF)
                .replace("$layers", Integer.toString(config.layers()))
                .replace("$hidden", Integer.toString(config.hidden()))
                .replace("$inner", Integer.toString(config.intermediate()))
                .replace("$qwidth", Integer.toString(config.heads() * config.headDim()))
                .replace("$kvwidth", Integer.toString(config.kvHeads() * config.headDim()))
                .replace("$heads", Integer.toString(config.heads()))
                .replace("$kv", Integer.toString(config.kvHeads()))
                .replace("$dim", Integer.toString(config.headDim()))
                .replace("$group", Integer.toString(config.heads() / config.kvHeads()))
                .replace("$eps", number(config.rmsEps()))
                .replace("$type", Integer.toString(precision.torchType()));
    }

    /// A Python float literal that reads back as the same double.
    static String number(double value) {
        var text = Double.toString(value).toLowerCase(Locale.ROOT);
        return text.contains(".") || text.contains("e") ? text : text + ".0";
    }

    private static final String SOURCE = """
          def cast($self, x: Tensor) -> Tensor:
            return torch.to(x, $type)

          def turns($self, pos: Tensor, table: Tensor) -> Tensor:
            return torch.unsqueeze(torch.embedding(table, pos), 1)

          def embed($self, ids: Tensor, table: Tensor) -> Tensor:
            return torch.to(torch.embedding(table, ids), 6)

          def rows($self, x: Tensor, rows: Tensor) -> Tensor:
            return torch.embedding(x, rows)

          def unrows($self, dx: Tensor, rows: Tensor, x: Tensor) -> Tensor:
            full = torch.zeros([torch.size(x, 0), torch.size(dx, 1)], dtype=ops.prim.dtype(dx))
            return torch.index_add_(full, 0, rows, dx)

          def norm($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.to(torch.rms_norm(x, [$hidden], w, $eps), $type)

          def norm_back($self, dz: Tensor, x: Tensor, w: Tensor, dh: Tensor) -> Tensor:
            r = torch.rsqrt(torch.add(torch.mean(torch.square(x), [-1], True), $eps))
            g = torch.mul(dh, w)
            c = torch.mul(torch.mean(torch.mul(g, x), [-1], True), torch.pow(r, 3))
            return torch.add_(torch.addcmul_(torch.mul_(g, r), x, c, value=-1.), dz)

          def project($self, x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)

          def project_piece($self, y: Tensor, x: Tensor, w: Tensor, at: Tensor) -> Tensor:
            return torch.mm(x, torch.t(w), out=torch.narrow(y, 1, int(at), torch.size(w, 0)))

          def unproject($self, dy: Tensor, w: Tensor) -> Tensor:
            return torch.mm(dy, w)

          def unproject_piece($self, dx: Tensor, dy: Tensor, w: Tensor, at: Tensor) -> Tensor:
            return torch.addmm_(dx, torch.narrow(dy, 1, int(at), torch.size(w, 0)), w)

          def blank($self, x: Tensor, like: Tensor, columns: Tensor) -> Tensor:
            return torch.zeros([torch.size(x, 0), int(columns)], dtype=ops.prim.dtype(like))

          def blank_low($self, shape: Tensor, like: Tensor) -> Tensor:
            return torch.empty([int(torch.select(shape, 0, 0)), int(torch.select(shape, 0, 1))], dtype=$type)

          def zeros_of($self, x: Tensor) -> Tensor:
            return torch.zeros_like(x)

          def plus($self, x: Tensor, y: Tensor) -> Tensor:
            return torch.add(x, y)

          def rope($self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
            a, b = torch.chunk(x, 2, -1)
            left = torch.addcmul(torch.mul(a, cos), b, sin, value=-1.)
            right = torch.addcmul(torch.mul(b, cos), a, sin)
            return torch.cat([left, right], -1)

          def heads($self, x: Tensor, pad: Tensor, count: int) -> Tensor:
            b = torch.size(pad, 0)
            t = torch.size(pad, 1)
            y = torch.to(torch.reshape(x, [torch.size(x, 0), torch.mul(count, $dim)]), $type)
            if torch.ne(torch.mul(b, t), torch.size(y, 0)):
              y = torch.embedding(y, torch.reshape(pad, [-1]))
            return torch.transpose(torch.view(y, [b, t, count, $dim]), 1, 2)

          def unheads($self, y: Tensor, unpad: Tensor) -> Tensor:
            rows = torch.mul(torch.size(y, 0), torch.size(y, 2))
            x = torch.reshape(torch.transpose(y, 1, 2), [rows, torch.mul(torch.size(y, 1), $dim)])
            if torch.ne(rows, torch.size(unpad, 0)):
              x = torch.embedding(x, unpad)
            return x

          def shared($self, x: Tensor) -> Tensor:
            if torch.ne($heads, $kv):
              x = torch.repeat_interleave(x, $group, 1)
            return x

          def attention($self, qkv: Tensor, cos: Tensor, sin: Tensor, pad: Tensor, unpad: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
            q = self.heads(self.rope(torch.view(torch.narrow(qkv, 1, 0, $qwidth), [-1, $heads, $dim]), cos, sin), pad, $heads)
            k = self.heads(self.rope(torch.view(torch.narrow(qkv, 1, $qwidth, $kvwidth), [-1, $kv, $dim]), cos, sin), pad, $kv)
            v = self.heads(torch.narrow(qkv, 1, torch.add($qwidth, $kvwidth), $kvwidth), pad, $kv)
            if torch.eq(torch.numel(mask), 0):
              o, lse = torch._scaled_dot_product_flash_attention_for_cpu(q, self.shared(k), self.shared(v), 0., True, attn_mask=None, scale=None)
            else:
              o, lse = torch._scaled_dot_product_flash_attention_for_cpu(q, self.shared(k), self.shared(v), 0., False, attn_mask=mask, scale=None)
            return (q, k, v, o, lse, self.unheads(o, unpad))

          def collect($self, dk: Tensor) -> Tensor:
            if torch.ne($heads, $kv):
              dk = torch.sum(torch.view(torch.contiguous(dk), [torch.size(dk, 0), $kv, $group, torch.size(dk, 2), $dim]), [2])
            return dk

          def attention_back($self, da: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, lse: Tensor, cos: Tensor, sin: Tensor, pad: Tensor, unpad: Tensor, mask: Tensor) -> Tensor:
            b = torch.size(pad, 0)
            t = torch.size(pad, 1)
            grid = da
            if torch.ne(torch.mul(b, t), torch.size(da, 0)):
              grid = torch.index_copy_(torch.zeros([torch.mul(b, t), $qwidth], dtype=$type), 0, unpad, da)
            do = torch.transpose(torch.view(grid, [b, t, $heads, $dim]), 1, 2)
            if torch.eq(torch.numel(mask), 0):
              dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(do, q, self.shared(k), self.shared(v), o, lse, 0., True, attn_mask=None, scale=None)
            else:
              dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(do, q, self.shared(k), self.shared(v), o, lse, 0., False, attn_mask=mask, scale=None)
            back = torch.neg(sin)
            gq = self.rope(torch.view(self.unheads(dq, unpad), [-1, $heads, $dim]), cos, back)
            gk = self.rope(torch.view(self.unheads(self.collect(dk), unpad), [-1, $kv, $dim]), cos, back)
            gv = self.unheads(self.collect(dv), unpad)
            return torch.cat([torch.to(torch.view(gq, [-1, $qwidth]), $type), torch.to(torch.view(gk, [-1, $kvwidth]), $type), gv], 1)

          def gated($self, gu: Tensor) -> Tensor:
            return torch.mul_(torch.silu(torch.narrow(gu, 1, 0, $inner)), torch.narrow(gu, 1, $inner, $inner))

          def gated_back($self, dm: Tensor, gu: Tensor) -> Tensor:
            g = torch.narrow(gu, 1, 0, $inner)
            u = torch.narrow(gu, 1, $inner, $inner)
            out = torch.empty_like(gu)
            _0 = torch.mul(dm, torch.silu(g), out=torch.narrow(out, 1, $inner, $inner))
            _1 = torch.copy_(torch.narrow(out, 1, 0, $inner), torch.silu_backward(torch.mul(dm, u), g))
            return out

          def finite($self, x: Tensor) -> Tensor:
            return torch.sum(x, dtype=6)

          def fold($self, weight: Tensor, b: Tensor, a: Tensor, scale: Tensor) -> Tensor:
            return torch.addmm_(weight, b, a, alpha=float(scale))

          def part($self, flat: Tensor, shape: Tensor) -> Tensor:
            at = int(torch.select(shape, 0, 0))
            r = int(torch.select(shape, 0, 1))
            c = int(torch.select(shape, 0, 2))
            return torch.view(torch.narrow(flat, 0, at, torch.mul(r, c)), [r, c])

          def bfloat($self, x: Tensor) -> Tensor:
            return torch.to(x, 15)

          def put($self, target: Tensor, x: Tensor) -> Tensor:
            return torch.copy_(target, x)

        """;
}
