@NullMarked
package sam.runs;

import org.jspecify.annotations.NullMarked;
