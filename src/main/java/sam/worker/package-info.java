@NullMarked
package sam.worker;

import org.jspecify.annotations.NullMarked;
