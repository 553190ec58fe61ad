/// What a model is, read from its files: description, weights by name, chat template, as a Hugging Face folder or a
/// GGUF
/// file. Below both towers and without libtorch; what turns text into tokens is `model.tokens`, what writes models is
/// `convert`.
@NullMarked
package sam.model;

import org.jspecify.annotations.NullMarked;
