package sam.llm.engine;

import sam.llm.ModelConfig;

/// The TorchScript of attention on rows that go alone, forward and backward, in blocks of queries.
///
/// q[N, heads, dim] and k, v[N, kvHeads, dim] lie as the linears gave them. A block holds the queries of some tokens,
/// those of all heads that share a key head below one another, so that each key head's part is one product:
/// s[kvHeads, group · n, keys] = (scale · q) kᵀ, p = softmax(s), o = p v. Keys that no query of a block sees are left
/// out of it, so causal attention computes little more than half of the square, and a sliding window its band.
/// Scores are in float32 whatever the products are in. Nothing but q, k and v is kept: backward computes p again;
/// dv += pᵀ do, ds = p · (dp - Σ p dp) with dp = do vᵀ, dq = scale · ds k, dk += dsᵀ (scale · q).
///
/// The fused kernel of libtorch works on blocks too, but of single heads with keys repeated for each: its products are
/// so small that a third of the time is lost (`sam bench train` on every shape).
///
/// `band` says who sees whom, 0 or -∞ added to scores: [block, block] for plain causal attention, a block's queries by
/// its own keys; for a window [block, before + block], with as many keys before the block's first as its first query
/// might see. `ends`[B, 3] is as in `AttentionScript`.
final class RowAttentionScript {
    /// Queries of a block; larger ones compute more that is hidden, smaller ones spend their time in calls.
    private static final int BLOCK = 64;

    private static final int LEAST_BLOCK = 16;

    /// What a block's scores may take.
    private static final long SCORES = 24L << 20;

    private RowAttentionScript() {}

    static String of(ModelConfig config, Precision precision) {
        return LayerScript.fill(SOURCE, config, precision);
    }

    /// Queries of a block where the longest row has so many tokens.
    static int block(ModelConfig config, int longest) {
        int block = BLOCK;
        while (block > LEAST_BLOCK && 4L * config.heads() * block * longest > SCORES) {
            block /= 2;
        }
        return block;
    }

    private static final String SOURCE = """
          def band($self, sizes: Tensor) -> Tensor:
            window = int(torch.select(sizes, 0, 1))
            block = int(torch.select(sizes, 0, 2))
            i = torch.unsqueeze(torch.arange(block), 1)
            hidden = torch.gt(torch.unsqueeze(torch.arange(block), 0), i)
            if torch.gt(window, 0):
              if torch.gt(int(torch.select(sizes, 0, 0)), window):
                before = ops.prim.max([1, torch.sub(window, 1)])
                j = torch.sub(torch.unsqueeze(torch.arange(torch.add(before, block)), 0), before)
                hidden = torch.logical_or(torch.gt(j, i), torch.le(j, torch.sub(i, window)))
            return torch.masked_fill(torch.zeros(torch.size(hidden), dtype=6), hidden, float("-inf"))

          def spread($self, x: Tensor, at: int, n: int) -> Tensor:
            y = torch.permute(torch.view(torch.narrow(x, 0, at, n), [n, $kv, $group, $dim]), [1, 2, 0, 3])
            return torch.reshape(torch.to(y, 6), [$kv, torch.mul($group, n), $dim])

          def spread_back($self, x: Tensor, y: Tensor, at: int, n: int) -> Tensor:
            there = torch.permute(torch.view(torch.narrow(x, 0, at, n), [n, $kv, $group, $dim]), [1, 2, 0, 3])
            return torch.copy_(there, torch.view(y, [$kv, $group, n, $dim]))

          def across($self, x: Tensor, at: int, n: int) -> Tensor:
            return torch.contiguous(torch.transpose(torch.to(torch.narrow(x, 0, at, n), 6), 0, 1))

          def across_branch($self, x: Tensor, at: int, p: int, start: int, m: int) -> Tensor:
            return torch.cat([self.across(x, at, p), self.across(x, start, m)], 1)

          def lowest($self, band: Tensor, first: int) -> int:
            before = torch.sub(torch.size(band, 1), torch.size(band, 0))
            low = 0
            if torch.gt(before, 0):
              low = ops.prim.max([0, torch.sub(first, before)])
            return low

          def seen_scores($self, q: Tensor, k: Tensor, low: int, first: int, n: int, band: Tensor) -> Tensor:
            s = torch.bmm(q, torch.transpose(k, 1, 2))
            before = torch.sub(torch.size(band, 1), torch.size(band, 0))
            width = torch.size(k, 1)
            edge = ops.prim.max([low, torch.sub(first, before)])
            part = torch.sub(torch.add(low, width), edge)
            own = torch.narrow(torch.view(s, [$kv, $group, n, width]), 3, torch.sub(width, part), part)
            _0 = torch.add_(own, torch.narrow(torch.narrow(band, 0, 0, n), 1, torch.add(torch.sub(edge, first), before), part))
            return torch.softmax(s, -1, dtype=None, out=s)

          def look_row($self, o: Tensor, q: Tensor, at: int, m: int, k: Tensor, v: Tensor, p: int, band: Tensor) -> Tensor:
            block = torch.size(band, 0)
            for j in range(torch.floordiv(torch.sub(torch.add(m, block), 1), block)):
              off = torch.mul(j, block)
              n = ops.prim.min([block, torch.sub(m, off)])
              first = torch.add(p, off)
              low = self.lowest(band, first)
              width = torch.sub(torch.add(first, n), low)
              qb = torch.mul(self.spread(q, torch.add(at, off), n), $scale)
              s = self.seen_scores(qb, torch.narrow(k, 1, low, width), low, first, n, band)
              _0 = self.spread_back(o, torch.bmm(s, torch.narrow(v, 1, low, width)), torch.add(at, off), n)
            return o

          def look_row_back($self, gq: Tensor, dk: Tensor, dv: Tensor, do: Tensor, q: Tensor, at: int, m: int, k: Tensor, v: Tensor, p: int, band: Tensor) -> Tensor:
            block = torch.size(band, 0)
            for j in range(torch.floordiv(torch.sub(torch.add(m, block), 1), block)):
              off = torch.mul(j, block)
              n = ops.prim.min([block, torch.sub(m, off)])
              first = torch.add(p, off)
              low = self.lowest(band, first)
              width = torch.sub(torch.add(first, n), low)
              kb = torch.narrow(k, 1, low, width)
              qb = torch.mul(self.spread(q, torch.add(at, off), n), $scale)
              s = self.seen_scores(qb, kb, low, first, n, band)
              db = self.spread(do, torch.add(at, off), n)
              _0 = torch.baddbmm_(torch.narrow(dv, 1, low, width), torch.transpose(s, 1, 2), db)
              dp = torch.bmm(db, torch.transpose(torch.narrow(v, 1, low, width), 1, 2))
              ds = torch._softmax_backward_data(dp, s, -1, 6)
              _1 = torch.baddbmm_(torch.narrow(dk, 1, low, width), torch.transpose(ds, 1, 2), qb)
              _2 = self.spread_back(gq, torch.mul_(torch.bmm(ds, kb), $scale), torch.add(at, off), n)
            return gq

          def look_rows($self, q: Tensor, k: Tensor, v: Tensor, ends: Tensor, band: Tensor) -> Tensor:
            o = torch.empty_like(q)
            at = 0
            for i in range(torch.size(ends, 0)):
              row = torch.select(ends, 0, i)
              p = int(torch.select(row, 0, 0))
              c = int(torch.select(row, 0, 1))
              n = int(torch.select(row, 0, 2))
              _0 = self.look_row(o, q, at, c, self.across(k, at, c), self.across(v, at, c), 0, band)
              if torch.lt(c, n):
                start = torch.add(at, c)
                m = torch.sub(n, c)
                _1 = self.look_row(o, q, start, m, self.across_branch(k, at, p, start, m), self.across_branch(v, at, p, start, m), p, band)
              at = torch.add(at, n)
            return o

          def look_rows_back($self, do: Tensor, q: Tensor, k: Tensor, v: Tensor, ends: Tensor, band: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
            gq = torch.empty_like(q)
            gk = torch.empty_like(k)
            gv = torch.empty_like(v)
            at = 0
            for i in range(torch.size(ends, 0)):
              row = torch.select(ends, 0, i)
              p = int(torch.select(row, 0, 0))
              c = int(torch.select(row, 0, 1))
              n = int(torch.select(row, 0, 2))
              kr = self.across(k, at, c)
              vr = self.across(v, at, c)
              dk = torch.zeros_like(kr)
              dv = torch.zeros_like(vr)
              _0 = self.look_row_back(gq, dk, dv, do, q, at, c, kr, vr, 0, band)
              _1 = torch.copy_(torch.narrow(gk, 0, at, c), torch.transpose(dk, 0, 1))
              _2 = torch.copy_(torch.narrow(gv, 0, at, c), torch.transpose(dv, 0, 1))
              if torch.lt(c, n):
                start = torch.add(at, c)
                m = torch.sub(n, c)
                kr = self.across_branch(k, at, p, start, m)
                vr = self.across_branch(v, at, p, start, m)
                dk = torch.zeros_like(kr)
                dv = torch.zeros_like(vr)
                _3 = self.look_row_back(gq, dk, dv, do, q, start, m, kr, vr, p, band)
                _4 = torch.add_(torch.narrow(gk, 0, at, p), torch.transpose(torch.narrow(dk, 1, 0, p), 0, 1))
                _5 = torch.copy_(torch.narrow(gk, 0, start, m), torch.transpose(torch.narrow(dk, 1, p, m), 0, 1))
                _6 = torch.add_(torch.narrow(gv, 0, at, p), torch.transpose(torch.narrow(dv, 1, 0, p), 0, 1))
                _7 = torch.copy_(torch.narrow(gv, 0, start, m), torch.transpose(torch.narrow(dv, 1, p, m), 0, 1))
              at = torch.add(at, n)
            return (gq, gk, gv)

        """;
}
