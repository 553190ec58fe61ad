/// LoRA adapters in the heap and in PEFT folders: read strictly, stacked exactly, written whole. What trains one is
/// `training`, what computes with one is `engine` or `decode`.
@NullMarked
package sam.adapters;

import org.jspecify.annotations.NullMarked;
