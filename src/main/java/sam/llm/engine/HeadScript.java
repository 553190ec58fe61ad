package sam.llm.engine;

import sam.torch.KernelModule;

/// The TorchScript of log-probs and of their gradient; the head itself is frozen and comes from outside.
///
/// logits[R, V] float32 become log-probs in place; the result is log p of each of targets[R, 1], [R, 1]. Backward, in
/// place: softmax − onehot, the derivative of −log p by the logits; a loss's coefficients multiply dh[R, hidden], which
/// is smaller.
final class HeadScript {
    private HeadScript() {}

    static String of(Precision precision) {
        return SOURCE.replace("$self", KernelModule.SELF).replace("$type", Integer.toString(precision.torchType()));
    }

    private static final String SOURCE = """
          def logps($self, logits: Tensor, targets: Tensor) -> Tensor:
            _0 = torch.log_softmax(logits, -1, dtype=None, out=logits)
            return torch.gather(logits, 1, targets)

          def logps_back($self, logps: Tensor, targets: Tensor) -> Tensor:
            _0 = torch.exp_(logps)
            _1 = torch.scatter_add_(logps, 1, targets, torch.full([torch.size(logps, 0), 1], -1., dtype=6))
            return torch.to(logps, $type)

          def times($self, x: Tensor, c: Tensor) -> Tensor:
            return torch.mul_(x, c)

          def single($self, x: Tensor) -> Tensor:
            return torch.to(x, 6)

          def slice($self, x: Tensor, range: Tensor) -> Tensor:
            return torch.slice(x, 0, int(torch.select(range, 0, 0)), int(torch.select(range, 0, 1)))

          def unproject_sum($self, dx: Tensor, dy: Tensor, w: Tensor, at: Tensor) -> Tensor:
            return torch.add_(dx, torch.mm(torch.narrow(dy, 1, int(at), torch.size(w, 0)), w))

        """;
}
