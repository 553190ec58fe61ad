/// The worker process and its jobs, one per order: train, chain, host, generate, score, export, calibrate, check. What
/// a job computes lives in the rooms below.
@NullMarked
package sam.worker;

import org.jspecify.annotations.NullMarked;
