/// The model's passes, layer by layer: forward with or without keeping, and a backward that is written out, so that
/// memory has an owner at every step and frozen weights need to be there only while they are multiplied.
@NullMarked
package sam.llm.engine;

import org.jspecify.annotations.NullMarked;
