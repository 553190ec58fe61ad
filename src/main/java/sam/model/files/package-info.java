/// The forms numbers lie in on disk: safetensors, blocks and their types, decoded and encoded bit for bit. Knows bytes
/// and
/// nothing of what a model computes.
@NullMarked
package sam.model.files;

import org.jspecify.annotations.NullMarked;
