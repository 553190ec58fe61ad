/// The page that answers: what have I got, may I use it, how far to my target? And the import of more. What turns a
/// file or a service's answers into rows is `intake`'s and the collectors'.
@NullMarked
package sam.sources;

import org.jspecify.annotations.NullMarked;
