/// GGUF, the model file of llama.cpp: read with every claim checked, written whole.
@NullMarked
package sam.llm.gguf;

import org.jspecify.annotations.NullMarked;
