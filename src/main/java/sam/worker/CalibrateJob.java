package sam.worker;

import java.lang.management.ManagementFactory;
import sam.durable.ProcessMemory;
import sam.protocol.CalibrateOrder;
import sam.torch.KernelPace;
import sam.torch.TorchRuntime;

/// Measures how fast this machine runs the engine's kernels, in about ten seconds: the planner's constants.
public final class CalibrateJob {
    private static final double MATRIX_SECONDS = 2.5;
    private static final double ARRAY_SECONDS = 2;
    private static final double CALL_SECONDS = 0.5;

    private CalibrateJob() {}

    public static CalibrateOrder.Measured run() {
        var runtime = TorchRuntime.start();
        double start = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        try (var scope = runtime.open();
                var pace = KernelPace.compile(scope)) {
            long overhead = ProcessMemory.resident();
            return new CalibrateOrder.Measured(
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
