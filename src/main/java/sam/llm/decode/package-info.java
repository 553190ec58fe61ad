/// Writing token by token without libtorch: weights stay in their blocks, kernels are on the Vector API.
@org.jspecify.annotations.NullMarked
package sam.llm.decode;
