/// Models in GGUF files: weights, configuration, tokenizer and template out of one file, and back into one.
@NullMarked
package sam.llm.gguf;

import org.jspecify.annotations.NullMarked;
