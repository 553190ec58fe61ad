/// Lengths in, calls out: which rows a step sees, which of them go through the model together, and what is computed of
/// a call when what its rows begin with in common is computed once. The trainer packs token ids by it and the planner
/// foretells by it. No tensors, no files, no window: nothing here knows a model or a library.
@NullMarked
package sam.packing;

import org.jspecify.annotations.NullMarked;
