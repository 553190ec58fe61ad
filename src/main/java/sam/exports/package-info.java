@NullMarked
package sam.exports;

import org.jspecify.annotations.NullMarked;
