/// How rows come in: a file becomes rows by the shapes people have, a collector brings them from elsewhere, and both
/// enter the library by one door, in batches, with refusals by place and reason. Keeping rows is `library`'s, judging
/// them `curation`'s, asking a service a collector's own room. A large file is parsed by `ParserMain` in a process of
/// its own: it lives here, for it knows formats and examples and nothing of how they are kept; only this side of the
/// pipe writes.
@NullMarked
package sam.intake;

import org.jspecify.annotations.NullMarked;
