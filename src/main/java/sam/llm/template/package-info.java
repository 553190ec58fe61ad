@NullMarked
package sam.llm.template;

import org.jspecify.annotations.NullMarked;
