package sam.model.tokens;

import sam.model.ChatTemplate;
import sam.model.ModelConfig;

/// The side of a model that reads text: what is needed to turn rows into tokens, without its weights.
public interface ModelText {
    ModelConfig config();

    Tokenizer tokenizer();

    /// The model's own chat template; where it has none, messages are refused with a sentence.
    ChatTemplate template();

    /// Where its answers end.
    AnswerEnds ends();
}
