@NullMarked
package sam;

import org.jspecify.annotations.NullMarked;
