/// Repositories of code as they lie on a disk: git history and files by JGit, cloning, what licence a tree is under,
/// which
/// paths are somebody's own source, and texts without the people in them. What becomes a row of it is a collector's.
@NullMarked
package sam.repos;

import org.jspecify.annotations.NullMarked;
