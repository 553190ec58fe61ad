/// A model or an adapter written as another file: GGUF for llama.cpp and Ollama, with the adapters folded in. Reading
/// such
/// files is `model`'s.
@NullMarked
package sam.convert;

import org.jspecify.annotations.NullMarked;
