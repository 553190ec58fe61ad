/// Files that survive a kill or a full disk: atomic writes, journals, locks, hashes, JSON; and what the system says of
/// memory. Knows nothing of the program's matters.
@NullMarked
package sam.durable;

import org.jspecify.annotations.NullMarked;
