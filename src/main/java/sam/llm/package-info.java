@NullMarked
package sam.llm;

import org.jspecify.annotations.NullMarked;
