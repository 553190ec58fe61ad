/// libtorch as this program uses it: the TorchScript module that Java writes in memory, the runtime, scopes that own
/// memory. Knows no model.
@NullMarked
package sam.torch;

import org.jspecify.annotations.NullMarked;
