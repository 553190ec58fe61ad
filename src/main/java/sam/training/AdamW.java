package sam.training;

import ai.djl.ndarray.NDArray;
import sam.protocol.TrainingSettings;
import sam.torch.KernelModule;
import sam.torch.Scope;

/// AdamW on one flat float32 vector, as torch.optim.AdamW computes it: p ← p(1 − λη); m, v the moving means of g and
/// g²; p ← p − η/(1−β₁ᵗ) · m / (√(v/(1−β₂ᵗ)) + ε), after clipping g to a norm (Loshchilov & Hutter 2019).
final class AdamW implements AutoCloseable {
    private static final String SOURCE = """
          def adamw($self, p: Tensor, g: Tensor, m: Tensor, v: Tensor, knobs: Tensor) -> Tensor:
            b1 = float(torch.select(knobs, 0, 0))
            b2 = float(torch.select(knobs, 0, 1))
            eps = float(torch.select(knobs, 0, 2))
            decay = float(torch.select(knobs, 0, 3))
            step = float(torch.select(knobs, 0, 4))
            root = float(torch.select(knobs, 0, 5))
            clip = float(torch.select(knobs, 0, 6))
            n = torch.numel(p)
            a = 0
            while torch.lt(a, n):
              c = ops.prim.min(1048576, torch.sub(n, a))
              gp = torch.mul_(torch.narrow(g, 0, a, c), clip)
              pp = torch.mul_(torch.narrow(p, 0, a, c), decay)
              mp = torch.lerp_(torch.narrow(m, 0, a, c), gp, b1)
              vp = torch.addcmul_(torch.mul_(torch.narrow(v, 0, a, c), b2), gp, gp, value=torch.sub(1., b2))
              d = torch.add_(torch.div_(torch.sqrt(vp), root), eps)
              _0 = torch.addcdiv_(pp, mp, d, value=torch.neg(step))
              a = torch.add(a, c)
            return torch.zero_(g)

          def clear($self, g: Tensor) -> Tensor:
            return torch.zero_(g)

          def square_sum($self, g: Tensor) -> Tensor:
            n = torch.numel(g)
            sum = torch.zeros([], dtype=7)
            a = 0
            while torch.lt(a, n):
              c = ops.prim.min(1048576, torch.sub(n, a))
              _0 = torch.add_(sum, torch.sum(torch.square(torch.narrow(g, 0, a, c)), dtype=7))
              a = torch.add(a, c)
            return sum

        """.replace("$self", KernelModule.SELF);

    private final Scope scope;
    private final KernelModule kernels;
    private final NDArray parameters;
    private final NDArray gradients;
    private final NDArray first;
    private final NDArray second;

    AdamW(Scope outer, NDArray parameters, NDArray gradients) {
        this.scope = outer.inner();
        this.kernels = KernelModule.compile(scope, SOURCE);
        this.parameters = parameters;
        this.gradients = gradients;
        this.first = scope.zeros(parameters.size());
        this.second = scope.zeros(parameters.size());
    }

    NDArray first() {
        return first;
    }

    NDArray second() {
        return second;
    }

    /// ‖g‖, summed in float64.
    double gradientNorm() {
        try (var step = scope.inner()) {
            return Math.sqrt(step.adopt(kernels.call("square_sum", gradients).singletonOrThrow())
                    .getDouble());
        }
    }

    /// Clips to `max_grad_norm`, moves the parameters, clears the gradients. `step` counts from 1.
    void update(TrainingSettings settings, double norm, double rate, long step) {
        double clip = settings.optimizer().maxGradNorm() > 0
                ? Math.min(1, settings.optimizer().maxGradNorm() / (norm + 1e-6))
                : 1;
        double correction1 = 1 - Math.pow(settings.optimizer().adamBeta1(), step);
        double correction2 = 1 - Math.pow(settings.optimizer().adamBeta2(), step);
        try (var inner = scope.inner()) {
            var knobs = inner.doubles(
                    1 - settings.optimizer().adamBeta1(),
                    settings.optimizer().adamBeta2(),
                    settings.optimizer().adamEpsilon(),
                    1 - rate * settings.optimizer().weightDecay(),
                    rate / correction1,
                    Math.sqrt(correction2),
                    clip);
            inner.adopt(kernels.call("adamw", parameters, gradients, first, second, knobs)
                    .singletonOrThrow());
        }
    }

    void clearGradients() {
        try (var inner = scope.inner()) {
            inner.adopt(kernels.call("clear", gradients).singletonOrThrow());
        }
    }

    @Override
    public void close() {
        kernels.close();
        scope.close();
    }
}
