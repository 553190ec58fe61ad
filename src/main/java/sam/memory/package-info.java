/// What training takes of memory, and how a run divides what it may have: the one formula that the planner estimates
/// with and the trainer chooses by. Knows shapes and settings only, neither the library nor the tensor engine.
@NullMarked
package sam.memory;

import org.jspecify.annotations.NullMarked;
