/// Models from the Hugging Face hub: pinned to a commit, resumed by range, checked by hash. It knows models by their
/// family and nothing above.
@NullMarked
package sam.hub;

import org.jspecify.annotations.NullMarked;
