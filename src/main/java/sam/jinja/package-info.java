/// The language of chat templates: lexer, parser, interpreter, bounded in time and memory. Knows text and values,
/// nothing of
/// models or messages.
@NullMarked
package sam.jinja;

import org.jspecify.annotations.NullMarked;
