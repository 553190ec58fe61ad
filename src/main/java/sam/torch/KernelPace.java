package sam.torch;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How fast this machine runs the kinds of work a training step is made of.
public final class KernelPace implements AutoCloseable {
    private static final int REPEATS = 5;

    private static final String SOURCE = String.format(Locale.ROOT, """
          def product(%1$s, x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)
          def low(%1$s, x: Tensor) -> Tensor:
            return torch.to(x, 15)
          def sum(%1$s, x: Tensor, y: Tensor) -> Tensor:
            return torch.add_(x, y)
          def laid(%1$s, x: Tensor) -> Tensor:
            return torch.copy_(self.apart(x, torch.size(x, 1)), x)
        """, KernelModule.SELF) + Products.float32();

    private final Scope scope;
    private final KernelModule kernels;

    private KernelPace(Scope scope, KernelModule kernels) {
        this.scope = scope;
        this.kernels = kernels;
    }

    public static KernelPace compile(Scope scope) {
        return new KernelPace(scope, KernelModule.compile(scope, SOURCE));
    }

    /// 10⁹ operations a second, two a multiply-add, of libtorch's float32 product [rows, width] · [out, width]ᵀ.
    public double gflops(int rows, int width, int out, double seconds) {
        return 2.0 * rows * width * out / median("product", null, seconds, rows, width, out, width) / 1e9;
    }

    /// The same of the product that the engine computes with frozen weights, laid out as these are.
    public double engineGflops(int rows, int width, int out, double seconds) {
        return 2.0 * rows * width * out / median("turned", "laid", seconds, rows, width, out, width) / 1e9;
    }

    /// The same in bfloat16, where both are one.
    public double bf16Gflops(int rows, int width, int out, double seconds) {
        return 2.0 * rows * width * out / median("product", "low", seconds, rows, width, out, width) / 1e9;
    }

    /// 10⁹ bytes a second, read and written, of elementwise work beyond the caches.
    public double gigabytesPerSecond(double seconds) {
        int side = 4096;
        return 3.0 * Float.BYTES * side * side / median("sum", null, seconds, side, side, side, side) / 1e9;
    }

    /// Microseconds of a call that computes next to nothing.
    public double callMicros(double seconds) {
        return median("sum", null, seconds, 1, 8, 1, 8) * 1e6;
    }

    /// Seconds a call, the median of repeats after a first one that is not counted; `as` is the kernel that brings the
    /// arguments into their form.
    private double median(String method, @Nullable String as, double budget, int a, int b, int c, int d) {
        try (var inner = scope.inner()) {
            var x = filled(a, b, as, inner);
            var y = filled(c, d, as, inner);
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

    /// Written to once: until then all pages of zeros are the same one, which is always in the cache.
    private NDArray filled(int rows, int columns, @Nullable String as, Scope inner) {
        var x = inner.zeros(rows, columns);
        kernels.call("sum", x, x).singletonOrThrow().close();
        return as == null ? x : inner.adopt(kernels.call(as, x).singletonOrThrow());
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
