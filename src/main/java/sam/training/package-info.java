@NullMarked
package sam.training;

import org.jspecify.annotations.NullMarked;
