package sam.llm.engine;

import sam.llm.ModelConfig;

/// The TorchScript of token-by-token writing with resident weights: the layer's pieces in one loop, with a cache of
/// keys and values [rows, kvHeads, room, dim] for each layer.
///
/// `w` is embedding, final norm, head, then for each layer: norm, the matrices of its groups' first two, norm, the
/// other two (`ResidentWeights.list`).
final class GenerationScript {
    private GenerationScript() {}

    static String of(ModelConfig config, Precision precision) {
        return LayerScript.fill(SOURCE, config, precision)
                .replace("$gqa", config.heads() == config.kvHeads() ? "False" : "True");
    }

    private static final String SOURCE = """
          def finish($self, x: Tensor, a: Tensor, w: List[Tensor], o: int) -> Tensor:
            y = torch.add(x, torch.linear(a, w[torch.add(o, 2)]))
            h = self.norm(y, w[torch.add(o, 3)])
            return torch.add(y, torch.linear(self.gated(torch.linear(h, w[torch.add(o, 4)])), w[torch.add(o, 5)]))

          def written($self, x: Tensor, w: List[Tensor]) -> Tensor:
            return torch.to(torch.linear(self.norm(x, w[1]), w[2]), 6)

          def prefill($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, last: Tensor, cos: Tensor, sin: Tensor, cache: List[Tensor], w: List[Tensor]) -> Tensor:
            x = torch.to(torch.embedding(w[0], ids), 6)
            c = self.turns(pos, cos)
            s = self.turns(pos, sin)
            t = torch.size(pad, 1)
            for i in range($layers):
              o = torch.add(torch.mul(i, 6), 3)
              q, k, v, g, lse, a = self.attention(torch.linear(self.norm(x, w[o]), w[torch.add(o, 1)]), c, s, pad, unpad, torch.empty([0]))
              _0 = torch.copy_(torch.narrow(cache[torch.mul(i, 2)], 2, 0, t), k)
              _1 = torch.copy_(torch.narrow(cache[torch.add(torch.mul(i, 2), 1)], 2, 0, t), v)
              x = self.finish(x, a, w, o)
            return self.written(torch.embedding(x, last), w)

          def decode($self, ids: Tensor, pos: Tensor, lengths: Tensor, places: Tensor, cos: Tensor, sin: Tensor, cache: List[Tensor], w: List[Tensor]) -> Tensor:
            b = torch.size(ids, 0)
            grid = int(torch.select(places, 0, 0))
            at = int(torch.select(places, 0, 1))
            n = torch.add(at, 1)
            slots = torch.unsqueeze(torch.arange(n), 0)
            seen = torch.logical_or(torch.lt(slots, torch.unsqueeze(lengths, 1)), torch.ge(slots, grid))
            mask = torch.view(seen, [b, 1, 1, n])
            x = torch.to(torch.embedding(w[0], ids), 6)
            c = self.turns(pos, cos)
            s = self.turns(pos, sin)
            for i in range($layers):
              o = torch.add(torch.mul(i, 6), 3)
              qkv = torch.linear(self.norm(x, w[o]), w[torch.add(o, 1)])
              q = self.rope(torch.view(torch.narrow(qkv, 1, 0, $qwidth), [-1, $heads, $dim]), c, s)
              k = self.rope(torch.view(torch.narrow(qkv, 1, $qwidth, $kvwidth), [-1, $kv, $dim]), c, s)
              v = torch.narrow(qkv, 1, torch.add($qwidth, $kvwidth), $kvwidth)
              kc = cache[torch.mul(i, 2)]
              vc = cache[torch.add(torch.mul(i, 2), 1)]
              _0 = torch.copy_(torch.select(kc, 2, at), k)
              _1 = torch.copy_(torch.select(vc, 2, at), torch.view(v, [b, $kv, $dim]))
              a = torch.scaled_dot_product_attention(torch.view(torch.to(q, $type), [b, $heads, 1, $dim]), torch.narrow(kc, 2, 0, n), torch.narrow(vc, 2, 0, n), mask, 0., False, scale=None, enable_gqa=$gqa)
              x = self.finish(x, torch.reshape(a, [b, $qwidth]), w, o)
            return self.written(x, w)

          def best($self, logits: Tensor) -> Tensor:
            return torch.argmax(logits, -1)

          def keep($self, rows: Tensor, cache: List[Tensor]) -> List[Tensor]:
            out = annotate(List[Tensor], [])
            for i in range(torch.len(cache)):
              _0 = torch.append(out, torch.index_select(cache[i], 0, rows))
            return out

          def room($self, shape: Tensor) -> Tensor:
            return torch.zeros([int(torch.select(shape, 0, 0)), $kv, int(torch.select(shape, 0, 1)), $dim], dtype=$type)

        """;
}
