package sam.worker;

import ai.djl.ndarray.NDArray;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import sam.durable.ProcessMemory;
import sam.torch.KernelModule;
import sam.torch.Scope;
import sam.torch.TorchRuntime;

/// Measures how fast this machine runs the engine's kernels, in about ten seconds: the planner's constants.
public final class CalibrateJob {
    private static final double MATRIX_SECONDS = 2.5;
    private static final double ARRAY_SECONDS = 2;
    private static final double CALL_SECONDS = 0.5;
    private static final int REPEATS = 5;

    private static final String SOURCE = """
          def product(%1$s, x: Tensor, w: Tensor) -> Tensor:
            return torch.linear(x, w)
          def low(%1$s, x: Tensor) -> Tensor:
            return torch.to(x, 15)
          def sum(%1$s, x: Tensor, y: Tensor) -> Tensor:
            return torch.add_(x, y)
        """.formatted(KernelModule.SELF);

    private CalibrateJob() {}

    /// `gflops` and `bf16Gflops` of float32 and bfloat16 matrix products at training shapes, `gigabytesPerSecond` of
    /// elementwise work beyond the
    /// caches (bytes read and written), `callMicros` of one kernel call on a tiny tensor, `startSeconds` from the
    /// process's start to the engine's, `overheadBytes` resident before any model.
    public record Result(
            double gflops,
            double bf16Gflops,
            double gigabytesPerSecond,
            double callMicros,
            double startSeconds,
            long overheadBytes,
            int threads,
            String machine) {}

    public static Result run() {
        var runtime = TorchRuntime.start();
        double start = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        try (var scope = runtime.open();
                var kernels = KernelModule.compile(scope, SOURCE)) {
            long overhead = ProcessMemory.resident();
            return new Result(
                    products(scope, kernels, false),
                    products(scope, kernels, true),
                    arrays(scope, kernels),
                    calls(scope, kernels),
                    start,
                    overhead,
                    runtime.threads(),
                    System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        }
    }

    private static double products(Scope scope, KernelModule kernels, boolean low) {
        int rows = 512;
        int width = 1024;
        int out = 2048;
        double seconds = median(scope, kernels, "product", low, MATRIX_SECONDS, rows, width, out, width);
        return 2.0 * rows * width * out / seconds / 1e9;
    }

    private static double arrays(Scope scope, KernelModule kernels) {
        int rows = 4096;
        int width = 4096;
        double seconds = median(scope, kernels, "sum", false, ARRAY_SECONDS, rows, width, rows, width);
        return 3.0 * Float.BYTES * rows * width / seconds / 1e9;
    }

    private static double calls(Scope scope, KernelModule kernels) {
        return median(scope, kernels, "sum", false, CALL_SECONDS, 1, 8, 1, 8) * 1e6;
    }

    /// Seconds a call, the median of repeats after a first one that is not counted.
    private static double median(
            Scope scope, KernelModule kernels, String method, boolean low, double budget, int a, int b, int c, int d) {
        try (var inner = scope.inner()) {
            var x = typed(inner, kernels, low, inner.zeros(a, b));
            var y = typed(inner, kernels, low, inner.zeros(c, d));
            long once = timed(kernels, method, x, y, 3);
            int calls = (int) Math.max(1, budget / REPEATS * 1e9 / Math.max(1, once / 3.0));
            var times = new double[REPEATS];
            for (int i = 0; i < REPEATS; i++) {
                times[i] = timed(kernels, method, x, y, calls) / 1e9 / calls;
            }
            Arrays.sort(times);
            return times[REPEATS / 2];
        }
    }

    /// In bfloat16 where it is to be `low`.
    private static NDArray typed(Scope scope, KernelModule kernels, boolean low, NDArray x) {
        return low ? scope.adopt(kernels.call("low", x).singletonOrThrow()) : x;
    }

    private static long timed(KernelModule kernels, String method, NDArray x, NDArray y, int calls) {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            kernels.call(method, x, y).singletonOrThrow().close();
        }
        return System.nanoTime() - start;
    }
}
