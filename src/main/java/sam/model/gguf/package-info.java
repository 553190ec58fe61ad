/// GGUF, the model file of llama.cpp, as a container: metadata and where each tensor lies, read and written. Knows
/// nothing
/// of models; what the keys mean is `model`'s.
@NullMarked
package sam.model.gguf;

import org.jspecify.annotations.NullMarked;
