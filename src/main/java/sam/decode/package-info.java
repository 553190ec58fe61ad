/// Writing text token by token without libtorch: weights stay in their blocks, kernels are on the Vector API; with it
/// how
/// a token is picked and when to stop. Whole batches and gradients are `engine`'s.
@NullMarked
package sam.decode;

import org.jspecify.annotations.NullMarked;
