/// Questions and answers of Stack Exchange: asked of its API with the pauses it wants, judged by their scores, turned
/// into rows with their authors. What HTML means is `texts`', keeping rows is `intake`'s.
@NullMarked
package sam.stackexchange;

import org.jspecify.annotations.NullMarked;
