@NullMarked
package sam.ui;

import org.jspecify.annotations.NullMarked;
