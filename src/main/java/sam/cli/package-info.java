/// The command line: one class a verb, what it prints and with which code it ends. What a verb does is done by the
/// room it calls.
@NullMarked
package sam.cli;

import org.jspecify.annotations.NullMarked;
