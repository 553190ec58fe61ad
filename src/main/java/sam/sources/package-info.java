@NullMarked
package sam.sources;

import org.jspecify.annotations.NullMarked;
