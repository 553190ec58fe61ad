package sam.torch;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/// How fast this machine runs the kinds of work a training step is made of.
public final class KernelPace implements AutoCloseable {
    private static final int REPEATS = 5;

    private static final String SOURCE = """
          def product(%1$s, x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)
          def low(%1$s, x: Tensor) -> Tensor:
            return torch.to(x, 15)
          def sum(%1$s, x: Tensor, y: Tensor) -> Tensor:
            return torch.add_(x, y)
        """.formatted(KernelModule.SELF);

    private final Scope scope;
    private final KernelModule kernels;

    private KernelPace(Scope scope, KernelModule kernels) {
        this.scope = scope;
        this.kernels = kernels;
    }

    public static KernelPace compile(Scope scope) {
        return new KernelPace(scope, KernelModule.compile(scope, SOURCE));
    }

    /// 10⁹ operations a second, two a multiply-add, of a float32 product [rows, width] · [out, width]ᵀ.
    public double gflops(int rows, int width, int out, double seconds) {
        return 2.0 * rows * width * out / median("product", false, seconds, rows, width, out, width) / 1e9;
    }

    /// The same of a product in bfloat16.
    public double bf16Gflops(int rows, int width, int out, double seconds) {
        return 2.0 * rows * width * out / median("product", true, seconds, rows, width, out, width) / 1e9;
    }

    /// 10⁹ bytes a second, read and written, of elementwise work beyond the caches.
    public double gigabytesPerSecond(double seconds) {
        int side = 4096;
        return 3.0 * Float.BYTES * side * side / median("sum", false, seconds, side, side, side, side) / 1e9;
    }

    /// Microseconds of a call that computes next to nothing.
    public double callMicros(double seconds) {
        return median("sum", false, seconds, 1, 8, 1, 8) * 1e6;
    }

    /// Seconds a call, the median of repeats after a first one that is not counted.
    private double median(String method, boolean low, double budget, int a, int b, int c, int d) {
        try (var inner = scope.inner()) {
            var x = typed(inner.zeros(a, b), low, inner);
            var y = typed(inner.zeros(c, d), low, inner);
            long once = timed(method, x, y, 3);
            int calls = (int) Math.max(1, budget / REPEATS * 1e9 / Math.max(1, once / 3.0));
            var times = new double[REPEATS];
            for (int i = 0; i < REPEATS; i++) {
                times[i] = timed(method, x, y, calls) / 1e9 / calls;
            }
            Arrays.sort(times);
            return times[REPEATS / 2];
        }
    }

    /// In bfloat16 where it is to be `low`.
    private NDArray typed(NDArray x, boolean low, Scope inner) {
        return low ? inner.adopt(kernels.call("low", x).singletonOrThrow()) : x;
    }

    private long timed(String method, NDArray x, NDArray y, int calls) {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            kernels.call(method, x, y).singletonOrThrow().close();
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
