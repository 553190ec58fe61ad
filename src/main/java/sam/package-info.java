/// The program's entrance: whether the window opens or a verb runs. Everything else lives in a room below.
@NullMarked
package sam;

import org.jspecify.annotations.NullMarked;
