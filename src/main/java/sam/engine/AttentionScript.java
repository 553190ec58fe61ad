package sam.engine;

import sam.durable.Plain;
import sam.model.Attention;
import sam.model.ModelConfig;

/// The TorchScript of attention, forward and backward, on the packed output qkv[N, (heads + 2 · kvHeads) · dim] of the
/// three linears.
///
/// Short rows go through attention together, as [B, heads, T, dim], gathered by `pad`[B, T] (indices into N) and
/// brought back by `unpad`[N] (indices into B·T); padding is on the right, where causal attention never looks. Their
/// key and value heads shared by several query heads are repeated before attention: libtorch's fused kernel takes none
/// that are grouped. `mask` is then empty for plain causal attention, or float32 [T, T], 0 where a token sees another
/// and -∞ elsewhere; `seen` makes that of a sliding window.
///
/// Where rows are long, or share what they begin with, or would be mostly padding, `pad` is empty and each goes alone
/// by its line of `pieces` (`RowAttentionScript`). `mask` is then a `band`; no `lse` is kept, and `o` lies as
/// `attended` gives it.
///
/// `cos`[N, 1, dim] (each half the same) and `sin`[N, 1, dim / 2] are ones and zeros where a layer carries no
/// positions. `qn`, `kn` are the norms on queries and keys, [dim] for every head or [heads · dim] for all together.
final class AttentionScript {
    private AttentionScript() {}

    static String of(ModelConfig config, Precision precision) {
        var norm = config.attention().norm();
        var source = SOURCE.replace("$queries", normed(norm, "$qwidth", "$heads"))
                .replace("$keys", normed(norm, "$kvwidth", "$kv"))
                .replace("$unqueries", unnormed(norm, "0", "$qwidth", "$heads"))
                .replace("$unkeys", unnormed(norm, "$qwidth", "$kvwidth", "$kv"));
        return RowAttentionScript.of(config, precision) + LayerScript.fill(source, config, precision);
    }

    private static String normed(Attention.QkNorm norm, String width, String heads) {
        var split = "torch.view(%s, [-1, %s, $dim])";
        return switch (norm) {
            case NONE -> Plain.text(split, "x", heads);
            case HEAD -> Plain.text("torch.rms_norm(torch.to(%s, 6), [$dim], w, $eps)", Plain.text(split, "x", heads));
            case WIDTH -> Plain.text(split, Plain.text("torch.rms_norm(torch.to(x, 6), [%s], w, $eps)", width), heads);
        };
    }

    private static String unnormed(Attention.QkNorm norm, String from, String width, String heads) {
        var x = Plain.text("torch.to(torch.narrow(qkv, 1, %s, %s), 6)", from, width);
        var flat = "return torch.view(%s, [-1, " + width + "])";
        return switch (norm) {
            case NONE -> Plain.text(flat, "g");
            case HEAD ->
                Plain.text(flat, Plain.text("self.unnorm(torch.mul(g, w), torch.view(%s, [-1, %s, $dim]))", x, heads));
            case WIDTH -> Plain.text("return self.unnorm(torch.mul(torch.view(g, [-1, %s]), w), %s)", width, x);
        };
    }

    private static final String SOURCE = """
          def rope($self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
            y = torch.mul(x, cos)
            _0 = torch.addcmul_(torch.narrow(y, -1, 0, $half), torch.narrow(x, -1, $half, $half), sin, value=-1.)
            _1 = torch.addcmul_(torch.narrow(y, -1, $half, $half), torch.narrow(x, -1, 0, $half), sin)
            return y

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

          def queries($self, qkv: Tensor, w: Tensor) -> Tensor:
            x = torch.narrow(qkv, 1, 0, $qwidth)
            return $queries

          def keys($self, qkv: Tensor, w: Tensor) -> Tensor:
            x = torch.narrow(qkv, 1, $qwidth, $kvwidth)
            return $keys

          def queries_back($self, g: Tensor, qkv: Tensor, w: Tensor) -> Tensor:
            $unqueries

          def keys_back($self, g: Tensor, qkv: Tensor, w: Tensor) -> Tensor:
            $unkeys

          def values($self, qkv: Tensor) -> Tensor:
            return torch.narrow(qkv, 1, torch.add($qwidth, $kvwidth), $kvwidth)

          def seen($self, t: int, window: int) -> Tensor:
            if torch.gt(t, window):
              i = torch.unsqueeze(torch.arange(t), 1)
              j = torch.unsqueeze(torch.arange(t), 0)
              hidden = torch.logical_or(torch.gt(j, i), torch.le(j, torch.sub(i, window)))
              mask = torch.masked_fill(torch.zeros([t, t], dtype=6), hidden, float("-inf"))
            else:
              mask = torch.empty([0])
            return mask

          def sight($self, window: Tensor) -> Tensor:
            return self.seen(int(torch.select(window, 0, 0)), int(torch.select(window, 0, 1)))

          def look($self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
            if torch.eq(torch.numel(mask), 0):
              o, lse = torch._scaled_dot_product_flash_attention_for_cpu(q, self.shared(k), self.shared(v), 0., True, attn_mask=None, scale=$scale)
            else:
              o, lse = torch._scaled_dot_product_flash_attention_for_cpu(q, self.shared(k), self.shared(v), 0., False, attn_mask=mask, scale=$scale)
            return (o, lse)

          def look_back($self, do: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, lse: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
            if torch.eq(torch.numel(mask), 0):
              dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(do, q, self.shared(k), self.shared(v), o, lse, 0., True, attn_mask=None, scale=$scale)
            else:
              dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(do, q, self.shared(k), self.shared(v), o, lse, 0., False, attn_mask=mask, scale=$scale)
            return (dq, self.collect(dk), self.collect(dv))

          def collect($self, dk: Tensor) -> Tensor:
            if torch.ne($heads, $kv):
              dk = torch.sum(torch.view(torch.contiguous(dk), [torch.size(dk, 0), $kv, $group, torch.size(dk, 2), $dim]), [2])
            return dk

          def attention($self, qkv: Tensor, cos: Tensor, sin: Tensor, pad: Tensor, unpad: Tensor, pieces: Tensor, mask: Tensor, qn: Tensor, kn: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
            q = self.rope(self.queries(qkv, qn), cos, sin)
            k = self.rope(self.keys(qkv, kn), cos, sin)
            v = self.values(qkv)
            if torch.eq(torch.numel(pad), 0):
              q = torch.to(q, $type)
              k = torch.to(k, $type)
              v = torch.contiguous(torch.view(v, [-1, $kv, $dim]))
              o = self.look_rows(q, k, v, pieces, mask)
              lse = torch.empty([0])
            else:
              q = self.heads(q, pad, $heads)
              k = self.heads(k, pad, $kv)
              v = self.heads(v, pad, $kv)
              o, lse = self.look(q, k, v, mask)
            return (q, k, v, o, lse)

          def attended($self, o: Tensor, pad: Tensor, unpad: Tensor) -> Tensor:
            if torch.eq(torch.numel(pad), 0):
              a = torch.view(o, [-1, $qwidth])
            else:
              a = self.unheads(o, unpad)
            return a

          def attention_back($self, da: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, lse: Tensor, cos: Tensor, sin: Tensor, pad: Tensor, unpad: Tensor, pieces: Tensor, mask: Tensor, qkv: Tensor, qn: Tensor, kn: Tensor) -> Tensor:
            back = torch.neg(sin)
            if torch.eq(torch.numel(pad), 0):
              dq, dk, dv = self.look_rows_back(torch.view(da, [-1, $heads, $dim]), q, k, v, pieces, mask)
              gv = torch.to(torch.view(dv, [-1, $kvwidth]), $type)
            else:
              b = torch.size(pad, 0)
              t = torch.size(pad, 1)
              grid = da
              if torch.ne(torch.mul(b, t), torch.size(da, 0)):
                grid = torch.index_copy_(torch.zeros([torch.mul(b, t), $qwidth], dtype=$type), 0, unpad, da)
              do = torch.transpose(torch.view(grid, [b, t, $heads, $dim]), 1, 2)
              dq, dk, dv = self.look_back(do, q, k, v, o, lse, mask)
              dq = torch.view(self.unheads(dq, unpad), [-1, $heads, $dim])
              dk = torch.view(self.unheads(dk, unpad), [-1, $kv, $dim])
              gv = self.unheads(dv, unpad)
            gq = self.rope(dq, cos, back)
            gk = self.rope(dk, cos, back)
            return torch.cat([torch.to(self.queries_back(gq, qkv, qn), $type), torch.to(self.keys_back(gk, qkv, kn), $type), gv], 1)

        """;
}
