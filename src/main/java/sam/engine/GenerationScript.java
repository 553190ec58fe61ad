package sam.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import sam.model.LayerKind;
import sam.model.ModelConfig;

/// The TorchScript of token-by-token writing with resident weights: the layer's pieces in one loop, with a cache of
/// keys and values [rows, kvHeads, room, dim] for each layer.
///
/// `w` is embedding, final norm, head, then for each layer its matrices and its vectors (`ResidentWeights.list`). `cos`
/// and `sin` hold a table for each kind of turning; what a layer turns by and how far it sees is written out as two
/// lists of numbers. Cell s of the cache holds position s of the prompt, or `lengths` + s - grid behind the grid.
final class GenerationScript {
    private GenerationScript() {}

    static String of(ModelConfig config, Precision precision) {
        var ropes = RotaryTables.ropes(config);
        var windows = windows(config);
        return LayerScript.fill(SOURCE, config, precision)
                .replace(
                        "$turned",
                        numbers(config.layerKinds().stream()
                                .map(kind -> ropes.indexOf(kind.rope()))
                                .toList()))
                .replace(
                        "$local",
                        numbers(config.layerKinds().stream()
                                .map(kind -> windows.indexOf(kind.window()))
                                .toList()))
                .replace("$windows", numbers(windows))
                .replace("$gqa", config.heads() == config.kvHeads() ? "False" : "True");
    }

    /// How far layers see, each number once; 0 stands for all positions.
    private static List<Integer> windows(ModelConfig config) {
        return new ArrayList<>(
                config.layerKinds().stream().map(LayerKind::window).distinct().toList());
    }

    private static String numbers(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "annotate(List[int], [", "])"));
    }

    private static final String SOURCE = """
          def start($self, w: List[Tensor], ids: Tensor) -> Tensor:
            return self.scaled(torch.to(torch.embedding(w[0], ids), 6))

          def qkv($self, x: Tensor, w: List[Tensor], o: int) -> Tensor:
            h = self.before(x, w[torch.add(o, 4)])
            return self.biased(torch.linear(h, w[o]), w[torch.add(o, 5)])

          def finish($self, x: Tensor, a: Tensor, w: List[Tensor], o: int) -> Tensor:
            s = self.biased(torch.linear(a, w[torch.add(o, 1)]), w[torch.add(o, 8)])
            y = self.after(x, s, w[torch.add(o, 9)])
            h = self.before(y, w[torch.add(o, 10)])
            m = self.gated(torch.linear(h, w[torch.add(o, 2)]))
            return self.after(y, torch.linear(m, w[torch.add(o, 3)]), w[torch.add(o, 11)])

          def written($self, x: Tensor, w: List[Tensor]) -> Tensor:
            return torch.to(torch.linear(self.norm(x, w[1]), w[2]), 6)

          def turn($self, pos: Tensor, tables: List[Tensor]) -> List[Tensor]:
            out = annotate(List[Tensor], [])
            for i in range(torch.len(tables)):
              _0 = torch.append(out, self.turns(pos, tables[i]))
            return out

          def turn_twice($self, pos: Tensor, tables: List[Tensor]) -> List[Tensor]:
            out = annotate(List[Tensor], [])
            for i in range(torch.len(tables)):
              _0 = torch.append(out, self.turns_twice(pos, tables[i]))
            return out

          def prefill($self, ids: Tensor, pos: Tensor, pad: Tensor, unpad: Tensor, last: Tensor, cos: List[Tensor], sin: List[Tensor], cache: List[Tensor], w: List[Tensor]) -> Tensor:
            x = self.start(w, ids)
            cs = self.turn_twice(pos, cos)
            ss = self.turn(pos, sin)
            t = torch.size(pad, 1)
            turned = $turned
            local = $local
            windows = $windows
            masks = annotate(List[Tensor], [])
            for i in range(torch.len(windows)):
              if torch.eq(windows[i], 0):
                mask = torch.empty([0])
              else:
                mask = self.seen(t, windows[i])
              _0 = torch.append(masks, mask)
            for i in range($layers):
              o = torch.add(torch.mul(i, 12), 3)
              q, k, v, g, lse = self.attention(self.qkv(x, w, o), cs[turned[i]], ss[turned[i]], pad, unpad, unpad, masks[local[i]], w[torch.add(o, 6)], w[torch.add(o, 7)])
              a = self.attended(g, pad, unpad)
              _1 = torch.copy_(torch.narrow(cache[torch.mul(i, 2)], 2, 0, t), k)
              _2 = torch.copy_(torch.narrow(cache[torch.add(torch.mul(i, 2), 1)], 2, 0, t), v)
              x = self.finish(x, a, w, o)
            return self.written(torch.embedding(x, last), w)

          def decode($self, ids: Tensor, pos: Tensor, lengths: Tensor, places: Tensor, cos: List[Tensor], sin: List[Tensor], cache: List[Tensor], w: List[Tensor]) -> Tensor:
            b = torch.size(ids, 0)
            grid = int(torch.select(places, 0, 0))
            at = int(torch.select(places, 0, 1))
            n = torch.add(at, 1)
            slots = torch.unsqueeze(torch.arange(n), 0)
            behind = torch.ge(slots, grid)
            seen = torch.logical_or(torch.lt(slots, torch.unsqueeze(lengths, 1)), behind)
            place = torch.add(slots, torch.mul(torch.sub(torch.unsqueeze(lengths, 1), grid), behind))
            age = torch.sub(torch.unsqueeze(pos, 1), place)
            turned = $turned
            local = $local
            windows = $windows
            masks = annotate(List[Tensor], [])
            for i in range(torch.len(windows)):
              if torch.eq(windows[i], 0):
                mask = seen
              else:
                mask = torch.logical_and(seen, torch.lt(age, windows[i]))
              _0 = torch.append(masks, torch.view(mask, [b, 1, 1, n]))
            x = self.start(w, ids)
            cs = self.turn_twice(pos, cos)
            ss = self.turn(pos, sin)
            for i in range($layers):
              o = torch.add(torch.mul(i, 12), 3)
              qkv = self.qkv(x, w, o)
              q = self.rope(self.queries(qkv, w[torch.add(o, 6)]), cs[turned[i]], ss[turned[i]])
              k = self.rope(self.keys(qkv, w[torch.add(o, 7)]), cs[turned[i]], ss[turned[i]])
              kc = cache[torch.mul(i, 2)]
              vc = cache[torch.add(torch.mul(i, 2), 1)]
              _1 = torch.copy_(torch.select(kc, 2, at), k)
              _2 = torch.copy_(torch.select(vc, 2, at), torch.view(self.values(qkv), [b, $kv, $dim]))
              a = torch.scaled_dot_product_attention(torch.view(torch.to(q, $type), [b, $heads, 1, $dim]), torch.narrow(kc, 2, 0, n), torch.narrow(vc, 2, 0, n), masks[local[i]], 0., False, scale=$scale, enable_gqa=$gqa)
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
