package sam.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line to a talking worker's standard input: answer this prompt with this stack.
///
/// Exactly one of `prompt` (raw text) and `messages` (rendered with the chat template) is given. `temperature` 0 is
/// greedy. `stop` are texts before which the answer ends; `cancel` ends the request of that id.
public record TalkRequest(
        String id,
        List<String> adapters,
        @Nullable String prompt,
        @Nullable List<ChatTurn> messages,
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed,
        List<String> stop,
        boolean cancel) {
    /// With the settings of sampling that most requests leave alone at their neutral values.
    public TalkRequest(
            String id,
            List<String> adapters,
            @Nullable String prompt,
            @Nullable List<ChatTurn> messages,
            int maxNewTokens,
            double temperature,
            double topP,
            long seed,
            boolean cancel) {
        this(id, adapters, prompt, messages, maxNewTokens, temperature, 0, topP, 0, 1, seed, List.of(), cancel);
    }

    public record ChatTurn(String role, String content) {}
}
