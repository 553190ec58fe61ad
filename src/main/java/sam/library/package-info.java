/// The SQLite store of examples, where they come from and what was decided about them. No page, no file formats of
/// others, no training.
@NullMarked
package sam.library;

import org.jspecify.annotations.NullMarked;
