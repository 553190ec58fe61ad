@NullMarked
package sam.durable;

import org.jspecify.annotations.NullMarked;
