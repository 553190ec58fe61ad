/// What a row of data is before any room makes something of it: the turn of a conversation with all it may carry, the
/// same for the library and for training. Neither what an example is for, nor how it is stored or tokenised, belongs
/// here.
@NullMarked
package sam.rows;

import org.jspecify.annotations.NullMarked;
