/// The window: where objects meet, what frames the pages, commands, settings, the finder. A page's own view lives with
/// its feature; what a verb prints lives in `cli`.
@NullMarked
package sam.app;

import org.jspecify.annotations.NullMarked;
