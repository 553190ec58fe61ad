/// What turns a file into rows, and the page that shows it: shapes people have, refusals by line and reason. Keeping
/// rows is `library`'s, judging them `curation`'s.
@NullMarked
package sam.sources;

import org.jspecify.annotations.NullMarked;
