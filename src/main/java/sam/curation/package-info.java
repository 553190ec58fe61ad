@NullMarked
package sam.curation;

import org.jspecify.annotations.NullMarked;
