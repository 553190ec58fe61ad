package sam.llm.engine;

import sam.torch.KernelModule;

/// The TorchScript of log-probs and of their gradient; the head itself is frozen and comes from outside.
///
/// logits[R, V] float32, targets[R, 1]: log p of each target [R, 1] and the log of the sum of exponents [R, 1].
/// Backward, in place: dlogits = (softmax − onehot) · c, where c[R, 1] is the coefficient of −log p in the loss.
final class HeadScript {
    private HeadScript() {}

    static String of(Precision precision) {
        return SOURCE.replace("$self", KernelModule.SELF).replace("$type", Integer.toString(precision.torchType()));
    }

    private static final String SOURCE = """
          def logps($self, logits: Tensor, targets: Tensor) -> Tuple[Tensor, Tensor]:
            lse = torch.logsumexp(logits, [-1], True)
            return (torch.sub(torch.gather(logits, 1, targets), lse), lse)

          def logps_back($self, logits: Tensor, lse: Tensor, targets: Tensor, c: Tensor) -> Tensor:
            _0 = torch.exp_(torch.sub_(logits, lse))
            _1 = torch.scatter_add_(logits, 1, targets, torch.full_like(lse, -1.))
            return torch.to(torch.mul_(logits, c), $type)

          def single($self, x: Tensor) -> Tensor:
            return torch.to(x, 6)

          def slice($self, x: Tensor, range: Tensor) -> Tensor:
            return torch.slice(x, 0, int(torch.select(range, 0, 0)), int(torch.select(range, 0, 1)))

          def unproject_sum($self, dx: Tensor, dy: Tensor, w: Tensor, at: Tensor) -> Tensor:
            return torch.add_(dx, torch.mm(torch.narrow(dy, 1, int(at), torch.size(w, 0)), w))

        """;
}
