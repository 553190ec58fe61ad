package sam.planner;

import java.util.List;
import sam.packing.Openings;
import tools.jackson.databind.JsonNode;

/// Tells how long a data row is for the model. The window estimates it from the text; the command line asks the
/// model's own tokenizer.
public interface RowLengths {
    /// One token sequence of a row: all its tokens, how many come before the first target, how many are targets, and
    /// what it begins with in common with other rows.
    record Sequence(int tokens, int beforeTarget, int targets, Openings.Opening opening) {
        public Sequence(int tokens, int beforeTarget, int targets) {
            this(tokens, beforeTarget, targets, Openings.Opening.NONE);
        }

        /// About the same text in more or fewer tokens.
        Sequence stretched(double ratio) {
            int before = (int) Math.round(beforeTarget * ratio);
            int learnt = targets == 0 ? 0 : (int) Math.max(1, Math.round(targets * ratio));
            return new Sequence(
                    Math.max(before + Math.min(1, learnt), (int) Math.round(tokens * ratio)), before, learnt, opening);
        }

        /// The same with so many more tokens before it.
        Sequence behind(int more) {
            return new Sequence(tokens + more, beforeTarget + more, targets, opening);
        }

        /// The same with only its first `length` tokens.
        Sequence cutTo(int length) {
            return tokens <= length
                    ? this
                    : new Sequence(
                            length, beforeTarget, Math.max(0, Math.min(targets, length - beforeTarget)), opening);
        }
    }

    /// The sequences a row trains on: one, or for a preference pair the chosen and the rejected one. Empty when the
    /// row is of no known shape. Beginnings are added to `openings`.
    List<Sequence> measure(JsonNode row, Openings openings);

    Provenance provenance();
}
