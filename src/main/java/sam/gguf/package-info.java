/// GGUF, the model file of llama.cpp, as a container: metadata and where each tensor lies. It knows nothing of models,
/// so that both the planner and the engine can read a file's shape with the same checks.
@NullMarked
package sam.gguf;

import org.jspecify.annotations.NullMarked;
