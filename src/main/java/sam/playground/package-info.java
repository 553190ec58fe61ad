/// Talking to what was trained: the same prompts in every phase, chat, held-out measures. Writing the words is the
/// worker's.
@NullMarked
package sam.playground;

import org.jspecify.annotations.NullMarked;
