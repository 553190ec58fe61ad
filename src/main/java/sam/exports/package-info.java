/// Handing a phase on: formats and the dialog. Writing the files is `convert`'s, in a worker.
@NullMarked
package sam.exports;

import org.jspecify.annotations.NullMarked;
