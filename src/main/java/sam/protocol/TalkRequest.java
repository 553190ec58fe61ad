package sam.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line to a talking worker's standard input: answer this prompt with this stack.
///
/// Exactly one of `prompt` (raw text) and `messages` (rendered with the chat template) is given. `temperature` 0 is
/// greedy. `stop` cancels the request of that id.
public record TalkRequest(
        String id,
        List<String> adapters,
        @Nullable String prompt,
        @Nullable List<ChatTurn> messages,
        int maxNewTokens,
        double temperature,
        double topP,
        long seed,
        boolean cancel) {
    public record ChatTurn(String role, String content) {}
}
