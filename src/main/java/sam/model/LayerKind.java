package sam.model;

import org.jspecify.annotations.Nullable;

/// What differs from layer to layer: a token at position t sees positions t - `window` + 1 … t, or all before it where
/// `window` is 0; without a `rope` queries and keys carry no position.
public record LayerKind(int window, @Nullable Rope rope) {}
