/// What a LoRA learns by: rows as tokens, objectives, the optimiser, the schedule, checkpoints, the trainer's loop. A
/// model's passes are `engine`'s.
@NullMarked
package sam.training;

import org.jspecify.annotations.NullMarked;
