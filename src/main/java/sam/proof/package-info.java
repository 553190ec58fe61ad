/// What holds the engine against other implementations and against the clock: parity with transformers, PEFT and TRL,
/// and
/// benches. Nothing here is needed to train.
@NullMarked
package sam.proof;

import org.jspecify.annotations.NullMarked;
