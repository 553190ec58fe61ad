/// Documentation as tasks: where pages come from (folders, archives, Read the Docs, MDN), what of a page is a question
/// with its answer, and what is only there to be looked up. How HTML and Markdown are read is `texts`', keeping rows
/// `intake`'s.
@NullMarked
package sam.docs;

import org.jspecify.annotations.NullMarked;
