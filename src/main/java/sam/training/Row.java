package sam.training;

import java.util.List;
import sam.packing.Calls;
import sam.packing.TokenIds;

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

        @Override
        public List<TokenIds> sequences() {
            return List.of(new TokenIds(ids));
        }

        /// Where the first target stands; the sequence's end where it has none.
        public int start() {
            int at = 0;
            while (at < ids.length && !target[at]) {
                at++;
            }
            return at;
        }

        /// The same tokens, learning those this one does not.
        Tokens opposite() {
            var other = new boolean[target.length];
            for (int t = 0; t < other.length; t++) {
                other[t] = !target[t];
            }
            return new Tokens(ids, other);
        }

        /// At most the first `length` tokens.
        Tokens start(int length) {
            return ids.length <= length
                    ? this
                    : new Tokens(java.util.Arrays.copyOf(ids, length), java.util.Arrays.copyOf(target, length));
        }
    }

    /// An answer to a prompt, judged good or bad: `completion` whole, of which a sequence takes what `maxLength`
    /// leaves.
    record Judgement(int[] prompt, int[] completion, boolean label, int maxLength) implements Row {
        /// The prompt and its own answer.
        public Tokens own() {
            return with(completion);
        }

        @Override
        public List<TokenIds> sequences() {
            return own().sequences();
        }

        /// The prompt and another answer.
        Tokens with(int[] other) {
            var ids = java.util.Arrays.copyOf(prompt, prompt.length + other.length);
            System.arraycopy(other, 0, ids, prompt.length, other.length);
            return RowShapes.completion(ids, prompt.length).start(maxLength);
        }
    }

    /// Two answers to one prompt, the first preferred.
    record Pair(Tokens chosen, Tokens rejected) implements Row {
        @Override
        public List<TokenIds> sequences() {
            return List.of(new TokenIds(chosen.ids), new TokenIds(rejected.ids));
        }
    }

    /// What goes through the model for the row.
    List<TokenIds> sequences();

    /// How many tokens are computed for the row where it goes alone, what a pair's answers begin with once.
    default int computed() {
        return Calls.alone(sequences());
    }

    /// How many tokens its sequences have.
    default int tokens() {
        return sequences().stream().mapToInt(TokenIds::tokens).sum();
    }
}
