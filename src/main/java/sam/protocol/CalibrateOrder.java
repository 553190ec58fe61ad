package sam.protocol;

/// Measure how fast this machine runs the engine's kernels, in about ten seconds.
public record CalibrateOrder() implements JobOrder {
    /// `gflops` and `bf16Gflops` of the engine's float32 and bfloat16 matrix products at training shapes,
    /// `gigabytesPerSecond` of elementwise work beyond the caches (bytes read and written), `callMicros` of one
    /// kernel call on a tiny tensor, `startSeconds` from the process's start to the engine's, `overheadBytes`
    /// resident before any model.
    public record Measured(
            double gflops,
            double bf16Gflops,
            double gigabytesPerSecond,
            double callMicros,
            double startSeconds,
            long overheadBytes,
            int threads,
            String machine) {}
}
