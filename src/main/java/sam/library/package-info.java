@NullMarked
package sam.library;

import org.jspecify.annotations.NullMarked;
