@NullMarked
package sam.protocol;

import org.jspecify.annotations.NullMarked;
