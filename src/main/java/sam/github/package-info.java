/// Changes to code that people asked for: pull requests of a local clone or of GitHub, which of them are worth a row,
/// and the rows they become. Reading repositories is `repos`', keeping rows the door's.
@NullMarked
package sam.github;

import org.jspecify.annotations.NullMarked;
