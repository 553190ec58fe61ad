package sam.github;

import java.util.List;
import sam.library.Example;

/// What became of a proposal: the rows it is worth, or why it is worth none.
sealed interface Judgement {
    record Rows(Example.Diff diff, List<Example.Chat> explanations) implements Judgement {}

    /// The same reason for the same kind of cause.
    record Refused(String reason) implements Judgement {}
}
