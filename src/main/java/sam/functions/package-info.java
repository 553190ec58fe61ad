/// Documented functions of a repository as a source: found by real grammars in a process of their own, judged, told
/// apart from their likes, and made into rows that ask for the code and rows that explain it. Cloning, licences and
/// what
/// a path says of a file are `repos`'; what becomes of a row is `intake`'s.
@NullMarked
package sam.functions;

import org.jspecify.annotations.NullMarked;
