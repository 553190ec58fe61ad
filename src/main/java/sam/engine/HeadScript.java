package sam.engine;

import sam.torch.KernelModule;

/// The TorchScript of log-probs and of their gradient; the head itself is frozen and comes from outside.
///
/// `sweep` takes in the logits of some columns of the vocabulary, `at` the first of them: m, s and t [R, 1] are the
/// largest logit so far, the sum of exponentials below it and the target's logit. It leaves z as exp(z − m) and answers
/// what sums below an earlier m are to be multiplied by. `sweep_others` is z without the targets' own; `sweep_end` is
/// log p; `sweep_target` divides dh by the whole sum and adds (p − 1) times the target's row of the head.
final class HeadScript {
    private HeadScript() {}

    static String of(Precision precision) {
        return SOURCE.replace("$self", KernelModule.SELF).replace("$type", Integer.toString(precision.torchType()));
    }

    private static final String SOURCE = """
          def swept($self, h: Tensor, w: Tensor) -> Tensor:
            return torch.to(self.turned(h, w), 6)

          def sweep($self, z: Tensor, targets: Tensor, m: Tensor, s: Tensor, t: Tensor, at: Tensor) -> Tensor:
            own = torch.amax(z, [-1], True)
            if torch.eq(int(at), 0):
              _ = torch.copy_(m, own)
            else:
              own = torch.maximum(own, m)
            here = torch.sub(targets, int(at))
            n = torch.size(z, 1)
            inside = torch.logical_and(torch.ge(here, 0), torch.lt(here, n))
            found = torch.gather(z, 1, torch.clamp(here, 0, torch.sub(n, 1)))
            _0 = torch.add_(t, torch.masked_fill(found, torch.logical_not(inside), 0.))
            scale = torch.exp(torch.sub(m, own))
            part = torch.sum(torch.exp_(torch.sub_(z, own)), [-1], True)
            _1 = torch.add_(torch.mul_(s, scale), part)
            _2 = torch.copy_(m, own)
            return scale

          def sweep_others($self, p: Tensor, targets: Tensor, at: Tensor) -> Tensor:
            here = torch.sub(targets, int(at))
            n = torch.size(p, 1)
            outside = torch.logical_not(torch.logical_and(torch.ge(here, 0), torch.lt(here, n)))
            own = torch.clamp(here, 0, torch.sub(n, 1))
            _ = torch.scatter_(p, 1, own, torch.mul(torch.gather(p, 1, own), torch.to(outside, 6)))
            return torch.to(p, $type)

          def sweep_end($self, m: Tensor, s: Tensor, t: Tensor) -> Tensor:
            return torch.sub(t, torch.add(m, torch.log(s)))

          def sweep_target($self, dh: Tensor, s: Tensor, logps: Tensor, rows: Tensor) -> Tensor:
            return torch.addcmul_(torch.div_(dh, s), torch.expm1(logps), torch.to(rows, 6))

          def times($self, x: Tensor, c: Tensor) -> Tensor:
            return torch.mul_(x, c)

          def single($self, x: Tensor) -> Tensor:
            return torch.to(x, 6)

          def slice($self, x: Tensor, range: Tensor) -> Tensor:
            return torch.slice(x, 0, int(torch.select(range, 0, 0)), int(torch.select(range, 0, 1)))

        """;
}
