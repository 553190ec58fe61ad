/// What window, command line and worker say to one another: orders, settings, events, commands, as records in a run
/// folder. No behaviour beyond reading and writing them.
@NullMarked
package sam.protocol;

import org.jspecify.annotations.NullMarked;
