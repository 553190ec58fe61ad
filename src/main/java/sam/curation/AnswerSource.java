package sam.curation;

import java.util.List;
import sam.rows.Message;

/// Where new answers to a prompt come from: the person's own SAM as trained so far.
public interface AnswerSource {
    /// Answers, and the words by which their maker is named in the row's origin.
    record Drawn(String maker, List<String> answers) {}

    /// Whether there is a model to draw from.
    default boolean isThere() throws Exception {
        return true;
    }

    /// Draws different answers to what was said so far; takes as long as the model takes. Faults carry a sentence.
    Drawn draw(List<Message> prompt, int count) throws Exception;
}
