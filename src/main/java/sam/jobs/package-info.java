/// Long work in the window as one kind of thing: what is done, how far it is, how fast, how long it still takes, how it
/// is stopped, and what came of it. The work itself is done elsewhere and told here.
@NullMarked
package sam.jobs;

import org.jspecify.annotations.NullMarked;
