@NullMarked
package sam.playground;

import org.jspecify.annotations.NullMarked;
