/// Models from the Hugging Face hub: pinned to a commit, resumed by range, checked by hash. Knows nothing but the
/// ground floor.
@NullMarked
package sam.hub;

import org.jspecify.annotations.NullMarked;
