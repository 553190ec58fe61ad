/// The model's passes over libtorch, layer by layer: forward with or without keeping, and a backward that is written
/// out, so
/// that memory has an owner at every step and frozen weights need to be there only while they are multiplied. What a
/// loss
/// is, and when a step ends, is `training`'s.
@NullMarked
package sam.engine;

import org.jspecify.annotations.NullMarked;
