package sam.llm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sam.torch.KernelModule;

/// The TorchScript source of a Llama model: forward, log-probs, cached generation, and the training step of a LoRA.
///
/// Tokens of a batch are packed: x[N, hidden] holds the rows one after the other without padding, so that linears
/// never compute on padding; only attention sees [B, heads, T, headDim], gathered by `pad` [B, T] (indices into N)
/// and back by `unpad` [N] (indices into B·T). Padding is on the right, where causal attention never looks. Behind
/// the last attention only the `rows` somebody asks for are computed.
///
/// Keys and values shared by several query heads are repeated before attention: libtorch's fused kernel takes no
/// grouped heads and would fall back to one that keeps every score.
///
/// `w` is embedding, final norm, head, then for each layer: norm, q, k, v, o, norm, gate, up, down. `p` is empty or
/// the LoRA's matrices, A before B. `cos`, `sin` are [N, 1, headDim / 2].
final class LlamaScript {
    private LlamaScript() {}

    /// How many logits are held at once; more rows are worked off in chunks.
    private static final int LOGITS = 16 << 20;

    static String of(ModelConfig config, @Nullable LoraShape lora) {
        return fill(FORWARD + (lora == null ? "" : TRAINING), config, lora);
    }

    private static String fill(String source, ModelConfig config, @Nullable LoraShape lora) {
        var text = source.replace("$self", KernelModule.SELF);
        for (int k = 0; k < ModelConfig.LINEARS.size(); k++) {
            var linear = ModelConfig.LINEARS.get(k);
            int at = lora == null ? -1 : lora.targets().indexOf(linear);
            text = text.replace("$slot_" + linear, at < 0 ? "-1" : "i * %d + %d".formatted(2 * targets(lora), 2 * at));
        }
        var dropped = lora != null && lora.dropout() > 0
                ? "torch.dropout(x, %s, True)".formatted(number(lora.dropout()))
                : "x";
        return text.replace("$last", Integer.toString(config.layers() - 1))
                .replace("$layers", Integer.toString(config.layers()))
                .replace("$hidden", Integer.toString(config.hidden()))
                .replace("$qwidth", Integer.toString(config.heads() * config.headDim()))
                .replace("$kvwidth", Integer.toString(config.kvHeads() * config.headDim()))
                .replace("$heads", Integer.toString(config.heads()))
                .replace("$kv", Integer.toString(config.kvHeads()))
                .replace("$dim", Integer.toString(config.headDim()))
                .replace("$group", Integer.toString(config.heads() / config.kvHeads()))
                .replace("$gqa", config.heads() == config.kvHeads() ? "False" : "True")
                .replace("$eps", number(config.rmsEps()))
                .replace("$chunk", Integer.toString(Math.max(1, LOGITS / config.vocabulary())))
                .replace("$scale", number(lora == null ? 1 : lora.scale()))
                .replace("$drop", dropped);
    }

    private static int targets(@Nullable LoraShape lora) {
        return lora == null ? 0 : lora.targets().size();
    }

    /// A Python float literal that reads back as the same double.
    private static String number(double value) {
        var text = Double.toString(value).toLowerCase(Locale.ROOT);
        return text.contains(".") || text.contains("e") ? text : text + ".0";
    }

    private static final String FORWARD = """
          def rope($self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
            a, b = torch.chunk(x, 2, -1)
            left = torch.sub(torch.mul(a, cos), torch.mul(b, sin))
            right = torch.add(torch.mul(b, cos), torch.mul(a, sin))
            return torch.cat([left, right], -1)

          def linear($self, x: Tensor, weight: Tensor, p: List[Tensor], k: int, train: bool) -> Tensor:
            y = torch.linear(x, weight)
            if torch.__and__(torch.ge(k, 0), torch.gt(torch.len(p), 0)):
              if train:
                t = torch.linear($drop, p[k])
              else:
                t = torch.linear(x, p[k])
              z = torch.addmm(y, t, torch.t(p[torch.add(k, 1)]), alpha=$scale)
            else:
              z = y
            return z

          def heads($self, x: Tensor, pad: Tensor, count: int) -> Tensor:
            b = torch.size(pad, 0)
            t = torch.size(pad, 1)
            if torch.eq(torch.mul(b, t), torch.size(x, 0)):
              y = x
            else:
              y = torch.embedding(x, torch.reshape(pad, [-1]))
            return torch.transpose(torch.view(y, [b, t, count, $dim]), 1, 2)

          def shared($self, x: Tensor) -> Tensor:
            if torch.eq($heads, $kv):
              y = x
            else:
              y = torch.repeat_interleave(x, $group, 1)
            return y

          def unheads($self, y: Tensor, unpad: Tensor) -> Tensor:
            rows = torch.mul(torch.size(y, 0), torch.size(y, 2))
            x = torch.reshape(torch.transpose(y, 1, 2), [rows, $qwidth])
            if torch.eq(rows, torch.size(unpad, 0)):
              z = x
            else:
              z = torch.embedding(x, unpad)
            return z

          def mlp($self, y: Tensor, w: List[Tensor], i: int, p: List[Tensor], train: bool) -> Tensor:
            o = torch.add(torch.mul(i, 9), 3)
            h = torch.rms_norm(y, [$hidden], w[torch.add(o, 5)], $eps)
            g = self.linear(h, w[torch.add(o, 6)], p, $slot_gate_proj, train)
            u = self.linear(h, w[torch.add(o, 7)], p, $slot_up_proj, train)
            return torch.add(y, self.linear(torch.mul(torch.silu(g), u), w[torch.add(o, 8)], p, $slot_down_proj, train))

          def qkv($self, x: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], i: int, p: List[Tensor], train: bool) -> Tuple[Tensor, Tensor, Tensor]:
            o = torch.add(torch.mul(i, 9), 3)
            h = torch.rms_norm(x, [$hidden], w[o], $eps)
            q = self.rope(torch.view(self.linear(h, w[torch.add(o, 1)], p, $slot_q_proj, train), [-1, $heads, $dim]), cos, sin)
            k = self.rope(torch.view(self.linear(h, w[torch.add(o, 2)], p, $slot_k_proj, train), [-1, $kv, $dim]), cos, sin)
            v = self.linear(h, w[torch.add(o, 3)], p, $slot_v_proj, train)
            return (torch.view(q, [-1, $qwidth]), torch.view(k, [-1, $kvwidth]), v)

          def attend($self, x: Tensor, pad: Tensor, unpad: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], i: int, p: List[Tensor], train: bool) -> Tensor:
            q, k, v = self.qkv(x, cos, sin, w, i, p, train)
            a = torch.scaled_dot_product_attention(self.heads(q, pad, $heads), self.shared(self.heads(k, pad, $kv)), self.shared(self.heads(v, pad, $kv)), None, 0., True, scale=None, enable_gqa=False)
            return self.unheads(a, unpad)

          def finish($self, x: Tensor, a: Tensor, w: List[Tensor], i: int, p: List[Tensor], train: bool) -> Tensor:
            y = torch.add(x, self.linear(a, w[torch.add(torch.mul(i, 9), 7)], p, $slot_o_proj, train))
            return self.mlp(y, w, i, p, train)

          def hidden($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, rows: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], p: List[Tensor], train: bool) -> Tensor:
            x = torch.embedding(w[0], ids)
            c = torch.unsqueeze(torch.embedding(cos, pos), 1)
            s = torch.unsqueeze(torch.embedding(sin, pos), 1)
            for i in range($last):
              x = self.finish(x, self.attend(x, pad, unpad, c, s, w, i, p, train), w, i, p, train)
            a = torch.embedding(self.attend(x, pad, unpad, c, s, w, $last, p, train), rows)
            y = self.finish(torch.embedding(x, rows), a, w, $last, p, train)
            return torch.rms_norm(y, [$hidden], w[1], $eps)

          def token_logps($self, h: Tensor, targets: Tensor, head: Tensor) -> Tensor:
            n = torch.size(h, 0)
            out = annotate(List[Tensor], [])
            a = 0
            while torch.lt(a, n):
              b = ops.prim.min(torch.add(a, $chunk), n)
              logits = torch.linear(torch.slice(h, 0, a, b), head)
              t = torch.slice(targets, 0, a, b)
              _0 = torch.append(out, torch.sub(torch.gather(logits, 1, t), torch.logsumexp(logits, [-1], True)))
              a = b
            return torch.view(torch.cat(out), [-1])

          def head_backward($self, h: Tensor, targets: Tensor, coefficients: Tensor, head: Tensor) -> Tuple[Tensor, Tensor]:
            n = torch.size(h, 0)
            dh = torch.empty_like(h)
            out = annotate(List[Tensor], [])
            a = 0
            while torch.lt(a, n):
              b = ops.prim.min(torch.add(a, $chunk), n)
              logits = torch.linear(torch.slice(h, 0, a, b), head)
              t = torch.slice(targets, 0, a, b)
              lse = torch.logsumexp(logits, [-1], True)
              _0 = torch.append(out, torch.sub(torch.gather(logits, 1, t), lse))
              _1 = torch.exp_(torch.sub_(logits, lse))
              _2 = torch.scatter_add_(logits, 1, t, torch.full_like(lse, -1.))
              _3 = torch.mul_(logits, torch.slice(coefficients, 0, a, b))
              _4 = torch.copy_(torch.slice(dh, 0, a, b), torch.mm(logits, head))
              a = b
            return (torch.view(torch.cat(out), [-1]), dh)

          def logps($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, rows: Tensor, targets: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor]) -> Tensor:
            h = self.hidden(ids, pos, pad, unpad, rows, cos, sin, w, annotate(List[Tensor], []), False)
            return self.token_logps(h, targets, w[2])

          def logits($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, rows: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor]) -> Tensor:
            h = self.hidden(ids, pos, pad, unpad, rows, cos, sin, w, annotate(List[Tensor], []), False)
            return torch.linear(h, w[2])

          def prefill($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, last: Tensor, cos: Tensor, sin: Tensor, cache: List[Tensor], w: List[Tensor]) -> Tensor:
            p = annotate(List[Tensor], [])
            x = torch.embedding(w[0], ids)
            c = torch.unsqueeze(torch.embedding(cos, pos), 1)
            s = torch.unsqueeze(torch.embedding(sin, pos), 1)
            t = torch.size(pad, 1)
            for i in range($layers):
              q, k, v = self.qkv(x, c, s, w, i, p, False)
              kh = self.heads(k, pad, $kv)
              vh = self.heads(v, pad, $kv)
              _0 = torch.copy_(torch.narrow(cache[torch.mul(i, 2)], 2, 0, t), kh)
              _1 = torch.copy_(torch.narrow(cache[torch.add(torch.mul(i, 2), 1)], 2, 0, t), vh)
              a = torch.scaled_dot_product_attention(self.heads(q, pad, $heads), self.shared(kh), self.shared(vh), None, 0., True, scale=None, enable_gqa=False)
              y = torch.add(x, self.linear(self.unheads(a, unpad), w[torch.add(torch.mul(i, 9), 7)], p, -1, False))
              x = self.mlp(y, w, i, p, False)
            h = torch.rms_norm(torch.embedding(x, last), [$hidden], w[1], $eps)
            return torch.linear(h, w[2])

          def decode($self, ids: Tensor, pos: Tensor, lengths: Tensor, places: Tensor, cos: Tensor, sin: Tensor, cache: List[Tensor], w: List[Tensor]) -> Tensor:
            p = annotate(List[Tensor], [])
            b = torch.size(ids, 0)
            grid = int(torch.select(places, 0, 0))
            at = int(torch.select(places, 0, 1))
            n = torch.add(at, 1)
            slots = torch.unsqueeze(torch.arange(n), 0)
            seen = torch.logical_or(torch.lt(slots, torch.unsqueeze(lengths, 1)), torch.ge(slots, grid))
            mask = torch.view(seen, [b, 1, 1, n])
            x = torch.embedding(w[0], ids)
            c = torch.unsqueeze(torch.embedding(cos, pos), 1)
            s = torch.unsqueeze(torch.embedding(sin, pos), 1)
            for i in range($layers):
              q, k, v = self.qkv(x, c, s, w, i, p, False)
              kc = cache[torch.mul(i, 2)]
              vc = cache[torch.add(torch.mul(i, 2), 1)]
              _0 = torch.copy_(torch.select(kc, 2, at), torch.view(k, [b, $kv, $dim]))
              _1 = torch.copy_(torch.select(vc, 2, at), torch.view(v, [b, $kv, $dim]))
              a = torch.scaled_dot_product_attention(torch.view(q, [b, $heads, 1, $dim]), torch.narrow(kc, 2, 0, n), torch.narrow(vc, 2, 0, n), mask, 0., False, scale=None, enable_gqa=$gqa)
              y = torch.add(x, self.linear(torch.reshape(a, [b, $qwidth]), w[torch.add(torch.mul(i, 9), 7)], p, -1, False))
              x = self.mlp(y, w, i, p, False)
            return torch.linear(torch.rms_norm(x, [$hidden], w[1], $eps), w[2])

          def best($self, logits: Tensor) -> Tensor:
            return torch.argmax(logits, -1)

          def keep($self, rows: Tensor, cache: List[Tensor]) -> List[Tensor]:
            out = annotate(List[Tensor], [])
            for i in range(torch.len(cache)):
              _0 = torch.append(out, torch.index_select(cache[i], 0, rows))
            return out

          def fold($self, weight: Tensor, b: Tensor, a: Tensor, scale: Tensor) -> Tensor:
            return torch.addmm_(weight, b, a, alpha=float(scale))

          def finite($self, x: Tensor) -> Tensor:
            return torch.sum(x)

        """;

    /// `flat` and `grads` hold every LoRA matrix one after the other; gradients are added to `grads`.
    private static final String TRAINING = """
          def backward($self, h: Tensor, dh: Tensor, p: List[Tensor], grads: Tensor) -> int:
            g = torch.grad([h], p, annotate(List[Optional[Tensor]], [dh]))
            o = 0
            for i in range(torch.len(p)):
              t = unchecked_cast(Tensor, g[i])
              n = torch.numel(t)
              _0 = torch.add_(torch.narrow(grads, 0, o, n), torch.reshape(t, [-1]))
              o = torch.add(o, n)
            return o

          def leaves($self, flat: Tensor, shapes: Tensor) -> List[Tensor]:
            out = annotate(List[Tensor], [])
            o = 0
            for i in range(torch.size(shapes, 0)):
              r = int(torch.select(torch.select(shapes, 0, i), 0, 0))
              c = int(torch.select(torch.select(shapes, 0, i), 0, 1))
              n = torch.mul(r, c)
              v = torch.detach(torch.view(torch.narrow(flat, 0, o, n), [r, c]))
              _0 = torch.append(out, torch.requires_grad_(v, True))
              o = torch.add(o, n)
            return out

          def sft($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, rows: Tensor, targets: Tensor, coefficients: Tensor, cos: Tensor, sin: Tensor, flat: Tensor, grads: Tensor, shapes: Tensor, w: List[Tensor]) -> Tensor:
            _0 = torch.set_grad_enabled(True)
            p = self.leaves(flat, shapes)
            h = self.hidden(ids, pos, pad, unpad, rows, cos, sin, w, p, True)
            _1 = torch.set_grad_enabled(False)
            logps, dh = self.head_backward(torch.detach(h), targets, coefficients, w[2])
            n = self.backward(h, dh, p, grads)
            return logps

          def dpo($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, rows: Tensor, targets: Tensor, sequences: Tensor, reference: Tensor, knobs: Tensor, cos: Tensor, sin: Tensor, flat: Tensor, grads: Tensor, shapes: Tensor, w: List[Tensor]) -> Tensor:
            _0 = torch.set_grad_enabled(True)
            p = self.leaves(flat, shapes)
            h = self.hidden(ids, pos, pad, unpad, rows, cos, sin, w, p, True)
            _1 = torch.set_grad_enabled(False)
            hd = torch.detach(h)
            token = torch.to(self.token_logps(hd, targets, w[2]), 7)
            sums = torch.index_add(torch.zeros_like(reference), 0, sequences, token)
            beta = torch.select(knobs, 0, 0)
            prefer = torch.select(knobs, 0, 1)
            doubt = torch.select(knobs, 0, 2)
            imitate = torch.select(knobs, 0, 3)
            ratio = torch.sub(sums, reference)
            chosen, rejected = torch.chunk(ratio, 2, 0)
            z = torch.mul(torch.sub(chosen, rejected), beta)
            fall = torch.sub(torch.mul(torch.sigmoid(torch.neg(z)), prefer), torch.mul(torch.sigmoid(z), doubt))
            push = torch.mul(fall, beta)
            each = torch.cat([torch.add(push, imitate), torch.neg(push)], 0)
            c = torch.unsqueeze(torch.to(torch.index_select(each, 0, sequences), 6), 1)
            _2, dh = self.head_backward(hd, targets, c, w[2])
            n = self.backward(h, dh, p, grads)
            return sums

          def adamw($self, p: Tensor, g: Tensor, m: Tensor, v: Tensor, knobs: Tensor) -> Tensor:
            lr = float(torch.select(knobs, 0, 0))
            b1 = float(torch.select(knobs, 0, 1))
            b2 = float(torch.select(knobs, 0, 2))
            eps = float(torch.select(knobs, 0, 3))
            decay = float(torch.select(knobs, 0, 4))
            step = float(torch.select(knobs, 0, 5))
            root = float(torch.select(knobs, 0, 6))
            clip = float(torch.select(knobs, 0, 7))
            _0 = torch.mul_(g, clip)
            _1 = torch.mul_(p, decay)
            _2 = torch.lerp_(m, g, b1)
            _3 = torch.addcmul_(torch.mul_(v, b2), g, g, value=torch.sub(1., b2))
            d = torch.add_(torch.div_(torch.sqrt(v), root), eps)
            _4 = torch.addcdiv_(p, m, d, value=torch.neg(step))
            return torch.zero_(g)

          def clear($self, g: Tensor) -> Tensor:
            return torch.zero_(g)

          def square_sum($self, g: Tensor) -> Tensor:
            return torch.sum(torch.square(g), dtype=7)

        """;
}
