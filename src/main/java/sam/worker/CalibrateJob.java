package sam.worker;

import java.lang.management.ManagementFactory;
import sam.durable.ProcessMemory;
import sam.torch.KernelPace;
import sam.torch.TorchRuntime;

/// Measures how fast this machine runs the engine's kernels, in about ten seconds: the planner's constants.
public final class CalibrateJob {
    private static final double MATRIX_SECONDS = 2.5;
    private static final double ARRAY_SECONDS = 2;
    private static final double CALL_SECONDS = 0.5;

    private CalibrateJob() {}

    /// `gflops` and `bf16Gflops` of the engine's float32 and bfloat16 matrix products at training shapes,
    /// `gigabytesPerSecond` of elementwise work beyond the caches (bytes read and written), `callMicros` of
    /// one kernel call on a tiny tensor, `startSeconds` from the process's start to the engine's,
    /// `overheadBytes` resident before any model.
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
                var pace = KernelPace.compile(scope)) {
            long overhead = ProcessMemory.resident();
            return new Result(
                    pace.engineGflops(512, 1024, 4096, MATRIX_SECONDS),
                    pace.bf16Gflops(512, 1024, 4096, MATRIX_SECONDS),
                    pace.gigabytesPerSecond(ARRAY_SECONDS),
                    pace.callMicros(CALL_SECONDS),
                    start,
                    overhead,
                    runtime.threads(),
                    System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        }
    }
}
