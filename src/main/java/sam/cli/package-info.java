@NullMarked
package sam.cli;

import org.jspecify.annotations.NullMarked;
