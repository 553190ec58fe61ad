package sam.engine;

import sam.model.ModelConfig;

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
/// might see. `pieces`[P, 3 + 2d] is `PackedSequences`': a piece is m tokens from `start` on that also see p tokens
/// before them, which lie in up to d spans, the nearest named first. A span's own piece stands earlier in the list.
final class RowAttentionScript {
    /// Queries of a block; larger ones compute more that is hidden, smaller ones spend their time in calls.
    private static final int BLOCK = 64;

    private static final int LEAST_BLOCK = 16;

    /// What a block's scores may take.
    private static final long SCORES = 24L << 20;

    private RowAttentionScript() {}

    static String of(ModelConfig config, Precision precision) {
        int parts = config.kvHeads() % 2 == 0 ? 1 : 2;
        return LayerScript.fill(SOURCE.replace("$parts", Integer.toString(parts)), config, precision);
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

          def spread($self, x: Tensor, at: int, n: int, like: Tensor) -> Tensor:
            y = torch.permute(torch.view(torch.narrow(x, 0, at, n), [n, $kv, $group, $dim]), [1, 2, 0, 3])
            return torch.reshape(torch.to(y, 6), [torch.size(like, 0), -1, $dim])

          def spread_back($self, x: Tensor, y: Tensor, at: int, n: int) -> Tensor:
            there = torch.permute(torch.view(torch.narrow(x, 0, at, n), [n, $kv, $group, $dim]), [1, 2, 0, 3])
            return torch.copy_(there, torch.view(y, [$kv, $group, n, $dim]))

          def across($self, x: Tensor, at: int, n: int) -> Tensor:
            return torch.contiguous(torch.transpose(torch.to(torch.narrow(x, 0, at, n), 6), 0, 1))

          def span($self, piece: Tensor, d: int) -> Tuple[int, int]:
            i = torch.add(3, torch.mul(2, d))
            return (int(torch.select(piece, 0, i)), int(torch.select(piece, 0, torch.add(i, 1))))

          def spans($self, piece: Tensor) -> int:
            return torch.floordiv(torch.sub(torch.size(piece, 0), 3), 2)

          def ahead($self, x: Tensor, piece: Tensor, start: int, m: int) -> Tensor:
            y = self.across(x, start, m)
            for d in range(self.spans(piece)):
              at, p = self.span(piece, d)
              if torch.gt(p, 0):
                y = torch.cat([self.across(x, at, p), y], 1)
            if torch.ne($parts, 1):
              y = torch.repeat_interleave(y, $parts, 0)
            return y

          def seen_keys($self, k: Tensor, low: int, until: int, n: int) -> Tensor:
            if torch.ne(torch.remainder(torch.mul($group, n), $parts), 0):
              k = torch.slice(k, 0, 0, None, $parts)
            return torch.narrow(k, 1, low, torch.sub(until, low))

          def place($self, j: int, m: int, p: int, band: Tensor) -> Tuple[int, int, int]:
            block = torch.size(band, 0)
            before = torch.sub(torch.size(band, 1), block)
            off = torch.mul(j, block)
            low = 0
            if torch.gt(before, 0):
              low = ops.prim.max([0, torch.sub(torch.add(p, off), before)])
            return (off, ops.prim.min([block, torch.sub(m, off)]), low)

          def blocks($self, m: int, band: Tensor) -> int:
            return torch.floordiv(torch.sub(torch.add(m, torch.size(band, 0)), 1), torch.size(band, 0))

          def seen_scores($self, q: Tensor, k: Tensor, low: int, first: int, n: int, band: Tensor) -> Tensor:
            s = torch.bmm(q, torch.transpose(k, 1, 2))
            before = torch.sub(torch.size(band, 1), torch.size(band, 0))
            width = torch.size(k, 1)
            edge = ops.prim.max([low, torch.sub(first, before)])
            part = torch.sub(torch.add(low, width), edge)
            own = torch.narrow(torch.view(s, [$kv, $group, n, width]), 3, torch.sub(width, part), part)
            _0 = torch.add_(own, torch.narrow(torch.narrow(band, 0, 0, n), 1, torch.add(torch.sub(edge, first), before), part))
            return torch.softmax(s, -1, dtype=None, out=s)

          def look_block($self, q: Tensor, at: int, n: int, k: Tensor, low: int, first: int, band: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
            kb = self.seen_keys(k, low, torch.add(first, n), n)
            qb = torch.mul(self.spread(q, at, n, kb), $scale)
            return (qb, kb, self.seen_scores(qb, kb, low, first, n, band))

          def look_piece($self, o: Tensor, q: Tensor, k: Tensor, v: Tensor, piece: Tensor, band: Tensor) -> Tensor:
            start, m, p = self.place_of(piece)
            kr = self.ahead(k, piece, start, m)
            vr = self.ahead(v, piece, start, m)
            for j in range(self.blocks(m, band)):
              off, n, low = self.place(j, m, p, band)
              first = torch.add(p, off)
              qb, kb, s = self.look_block(q, torch.add(start, off), n, kr, low, first, band)
              vb = self.seen_keys(vr, low, torch.add(first, n), n)
              _0 = self.spread_back(o, torch.bmm(s, vb), torch.add(start, off), n)
            return o

          def gather($self, g: Tensor, d: Tensor, piece: Tensor, start: int, m: int, p: int) -> Tensor:
            if torch.ne($parts, 1):
              d = torch.sum(torch.view(d, [$kv, $parts, -1, $dim]), [1])
            until = p
            for i in range(self.spans(piece)):
              at, n = self.span(piece, i)
              if torch.gt(n, 0):
                until = torch.sub(until, n)
                _0 = torch.add_(torch.narrow(g, 0, at, n), torch.transpose(torch.narrow(d, 1, until, n), 0, 1))
            return torch.copy_(torch.narrow(g, 0, start, m), torch.transpose(torch.narrow(d, 1, p, m), 0, 1))

          def look_piece_back($self, gq: Tensor, gk: Tensor, gv: Tensor, do: Tensor, q: Tensor, k: Tensor, v: Tensor, piece: Tensor, band: Tensor) -> Tensor:
            start, m, p = self.place_of(piece)
            kr = self.ahead(k, piece, start, m)
            vr = self.ahead(v, piece, start, m)
            dk = torch.zeros_like(kr)
            dv = torch.zeros_like(vr)
            for j in range(self.blocks(m, band)):
              off, n, low = self.place(j, m, p, band)
              first = torch.add(p, off)
              until = torch.add(first, n)
              qb, kb, s = self.look_block(q, torch.add(start, off), n, kr, low, first, band)
              db = self.spread(do, torch.add(start, off), n, kb)
              _0 = torch.baddbmm_(self.seen_keys(dv, low, until, n), torch.transpose(s, 1, 2), db)
              dp = torch.bmm(db, torch.transpose(self.seen_keys(vr, low, until, n), 1, 2))
              ds = torch._softmax_backward_data(dp, s, -1, 6)
              _1 = torch.baddbmm_(self.seen_keys(dk, low, until, n), torch.transpose(ds, 1, 2), qb)
              _2 = self.spread_back(gq, torch.mul_(torch.bmm(ds, kb), $scale), torch.add(start, off), n)
            _3 = self.gather(gk, dk, piece, start, m, p)
            return self.gather(gv, dv, piece, start, m, p)

          def place_of($self, piece: Tensor) -> Tuple[int, int, int]:
            return (int(torch.select(piece, 0, 0)), int(torch.select(piece, 0, 1)), int(torch.select(piece, 0, 2)))

          def look_rows($self, q: Tensor, k: Tensor, v: Tensor, pieces: Tensor, band: Tensor) -> Tensor:
            o = torch.empty_like(q)
            for i in range(torch.size(pieces, 0)):
              _0 = self.look_piece(o, q, k, v, torch.select(pieces, 0, i), band)
            return o

          def look_rows_back($self, do: Tensor, q: Tensor, k: Tensor, v: Tensor, pieces: Tensor, band: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
            gq = torch.empty_like(q)
            gk = torch.empty_like(k)
            gv = torch.empty_like(v)
            if torch.gt(torch.size(pieces, 1), 3):
              gk = torch.to(gk, 6)
              gv = torch.to(gv, 6)
            for i in range(torch.size(pieces, 0)):
              _0 = self.look_piece_back(gq, gk, gv, do, q, k, v, torch.select(pieces, 0, i), band)
            return (gq, gk, gv)

        """;
}
