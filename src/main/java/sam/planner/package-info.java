/// What a phase will cost in hours and gigabytes, and what to look at before it starts. The formula of memory is
/// `memory`'s; running is `runs`'.
@NullMarked
package sam.planner;

import org.jspecify.annotations.NullMarked;
