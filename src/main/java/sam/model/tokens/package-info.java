/// Text to tokens and back by the model's own tokenizer, which is native code. Only the engine's tower comes here: the
/// window
/// asks the model host for tokens.
@NullMarked
package sam.model.tokens;

import org.jspecify.annotations.NullMarked;
