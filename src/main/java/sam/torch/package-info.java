@NullMarked
package sam.torch;

import org.jspecify.annotations.NullMarked;
