/// SAM's own lines: the page on which a person writes personality rows by hand, what it suggests from what is missing,
/// the persona card, and what is half written. What becomes of a row afterwards is the library's and `curation`'s.
@NullMarked
package sam.lines;

import org.jspecify.annotations.NullMarked;
