/// What turns a file into rows, and the page that shows it: shapes people have, refusals by line and reason. Keeping
/// rows is `library`'s, judging them `curation`'s. A large file is parsed by `ParserMain` in a process of its own: it
/// lives here, for it knows formats and examples and nothing of how they are kept; only this side of the pipe writes.
@NullMarked
package sam.sources;

import org.jspecify.annotations.NullMarked;
