/// Starting and watching training runs: charts, readings in words, the list of runs. What a run computes is
/// `training`'s, in a process of its own.
@NullMarked
package sam.runs;

import org.jspecify.annotations.NullMarked;
