package sam.training;

/// One line of training data as token ids.
public sealed interface Row {
    /// A sequence; `target[t]` says whether the model should learn to say `ids[t]` after what stands before it.
    record Tokens(int[] ids, boolean[] target) implements Row {
        /// Targets that something stands before; the first token of a sequence is never predicted.
        public int targets() {
            int count = 0;
            for (int t = 1; t < ids.length; t++) {
                count += target[t] ? 1 : 0;
            }
            return count;
        }

        /// At most the first `length` tokens.
        Tokens start(int length) {
            return ids.length <= length
                    ? this
                    : new Tokens(java.util.Arrays.copyOf(ids, length), java.util.Arrays.copyOf(target, length));
        }
    }

    /// Two answers to one prompt, the first preferred.
    record Pair(Tokens chosen, Tokens rejected) implements Row {}

    /// How many tokens are computed for the row.
    default int tokens() {
        return switch (this) {
            case Tokens row -> row.ids().length;
            case Pair pair -> pair.chosen().ids().length + pair.rejected().ids().length;
        };
    }
}
