package sam.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.jinja.Rendering;
import sam.model.ChatTemplate;
import sam.model.files.ModelException;
import sam.model.tokens.UnloadedModel;
import sam.protocol.HostReply;
import sam.rows.Message;

/// The side of a host's model that reads text, without its weights: how a conversation reaches the model, and how
/// many tokens that is. Used by one thread.
final class HeldText implements AutoCloseable {
    private @Nullable UnloadedModel held;
    private String key = "";

    /// Opens the tokenizer and template of a base, unless they are those at hand.
    HeldText of(String base) throws IOException {
        var wanted = FileStamp.of(base);
        if (held == null || !wanted.equals(key)) {
            close();
            held = UnloadedModel.open(Path.of(base));
            key = wanted;
        }
        return this;
    }

    /// A conversation in the model's own template; what the trainer takes for targets is every assistant turn from
    /// where its opening ends up to its end token, but for those of weight 0.
    List<HostReply.Stretch> stretches(List<Message> messages) {
        var rendering = rendering(messages);
        var whole = rendering.text();
        var spoken = messages.stream()
                .filter(message -> message.role() == Message.Role.ASSISTANT)
                .toList();
        var spans = rendering.generations();
        var stretches = new ArrayList<HostReply.Stretch>();
        int at = 0;
        for (int turn = 0; turn < spans.size(); turn++) {
            var span = spans.get(turn);
            add(stretches, whole.substring(at, span.start()), false);
            boolean trained = spans.size() != spoken.size() || spoken.get(turn).learnt();
            add(stretches, whole.substring(span.start(), span.end()), trained);
            at = span.end();
        }
        add(stretches, whole.substring(at), false);
        return stretches;
    }

    /// -1 where the template refuses the conversation.
    int tokens(List<Message> messages) {
        try {
            return open().tokenizer().encode(rendering(messages).text(), false).length;
        } catch (ModelException e) {
            return -1;
        }
    }

    private Rendering rendering(List<Message> messages) {
        var turns = messages.stream().map(ChatTemplate.Turn::of).toList();
        return open().template().spoken(turns, Map.of(), open().ends().texts());
    }

    private UnloadedModel open() {
        return java.util.Objects.requireNonNull(held);
    }

    private static void add(List<HostReply.Stretch> stretches, String text, boolean trained) {
        if (!text.isEmpty()) {
            stretches.add(new HostReply.Stretch(text, trained));
        }
    }

    @Override
    public void close() {
        var model = held;
        held = null;
        if (model != null) {
            model.close();
        }
    }
}
