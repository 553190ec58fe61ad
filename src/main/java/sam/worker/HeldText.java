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
import sam.protocol.ChatTurn;
import sam.protocol.HostReply;

/// The side of a host's model that reads text, without its weights: how a conversation reaches the model, and how many
/// tokens that is. Used by one thread.
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
    /// where its opening ends up to its end token.
    List<HostReply.Stretch> stretches(List<ChatTurn> messages) {
        var rendering = rendering(messages);
        var whole = rendering.text();
        var stretches = new ArrayList<HostReply.Stretch>();
        int at = 0;
        for (var span : rendering.generations()) {
            add(stretches, whole.substring(at, span.start()), false);
            add(stretches, whole.substring(span.start(), span.end()), true);
            at = span.end();
        }
        add(stretches, whole.substring(at), false);
        return stretches;
    }

    /// -1 where the template refuses the conversation.
    int tokens(List<ChatTurn> messages) {
        try {
            return open().tokenizer().encode(rendering(messages).text(), false).length;
        } catch (ModelException e) {
            return -1;
        }
    }

    private Rendering rendering(List<ChatTurn> messages) {
        var turns = messages.stream()
                .map(turn -> new ChatTemplate.Turn(turn.role(), turn.content()))
                .toList();
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
