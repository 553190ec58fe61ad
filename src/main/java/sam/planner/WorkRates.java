package sam.planner;

import java.util.function.DoubleUnaryOperator;

/// How fast a machine trains, told from its calibration: seconds an operation or a byte of each kind of work.
///
/// A step is products with frozen weights, attention, the adapter's thin products, and elementwise work. On two cores
/// of a Zen 4, over a 100M and a 135M model in both precisions, each kind ran at about the same share of what
/// calibration measures (`sam bench train` with `-Dsam.profile=true`): of 185 GFLOP/s in float32 and 375 in bfloat16
/// frozen products at 178 to 181 and 317 to 320; attention, which is in float32 in both, at 21 to 24; the adapter's at
/// 44 to 55; elementwise work at 13 to 14 of 53 GB/s, since its tensors are smaller and its kernels many. The profile
/// costs a little: the shares here are those that whole runs agree with (`src/bench/timing.py`).
record WorkRates(double linear, double attention, double thin, double byteMoved) {
    private static final double LINEAR = 1;
    private static final double LINEAR_LOW = 0.95;
    private static final double ATTENTION = 0.145;
    private static final double THIN = 0.32;
    private static final double MOVED = 0.28;

    /// With products of numbers of so many bytes.
    static WorkRates of(Calibration calibration, int wordBytes) {
        double single = calibration.gflops(Float.BYTES) * 1e9;
        double linear = wordBytes == 2 ? LINEAR_LOW * calibration.gflops(2) * 1e9 : LINEAR * single;
        return new WorkRates(
                1 / linear,
                1 / (ATTENTION * single),
                1 / (THIN * single),
                1 / (MOVED * calibration.gigabytesPerSecond() * 1e9));
    }

    /// Seconds a token of passes whose operations a token, given the length it attends to, are `flops`.
    double passes(DoubleUnaryOperator flops, double length) {
        double products = flops.applyAsDouble(0);
        return products * linear + (flops.applyAsDouble(length) - products) * attention;
    }

    /// Seconds a token of an adapter of so many parameters, forward and backward.
    double adapter(long parameters) {
        return Flops.adapter(parameters) * thin;
    }

    /// The forward third of it.
    double adapterForward(long parameters) {
        return adapter(parameters) / 3;
    }

    /// Seconds of elementwise work on so many bytes.
    double moved(double bytes) {
        return bytes * byteMoved;
    }
}
