/// The project folder: its phases and recipes, what a phase trains on, the snapshots that freeze it, the stack that
/// trained phases make. Keeping rows is `library`'s; starting and watching runs is `runs`'.
@NullMarked
package sam.project;

import org.jspecify.annotations.NullMarked;
