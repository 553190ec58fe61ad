@NullMarked
package sam.app;

import org.jspecify.annotations.NullMarked;
