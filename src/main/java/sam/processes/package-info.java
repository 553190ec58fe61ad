/// How this program's processes are started: their options in one place, JVMs of their own for heavy or risky work with
/// rows in and answers out by pipe, and folders that native libraries may be run from. What such a process does belongs
/// to the room that asks for it.
@NullMarked
package sam.processes;

import org.jspecify.annotations.NullMarked;
