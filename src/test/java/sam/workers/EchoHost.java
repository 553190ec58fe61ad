package sam.workers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import sam.protocol.HostReply;
import sam.rows.Message;

/// A host in this process: it answers at once with the number of its layers and the last words it heard, renders in
/// ChatML, and counts words.
public class EchoHost implements ModelHost {
    public final List<Question> asked = new ArrayList<>();
    public boolean refuses;
    public boolean cut;

    @Override
    public Asked<HostReply.Answered> answer(Question question, Hearing hearing) {
        asked.add(question);
        if (refuses) {
            return new Asked<>(
                    CompletableFuture.failedFuture(new RunException("The model's process has ended. Ask again.")),
                    () -> {});
        }
        var heard = question.messages().getLast().content();
        hearing.text(question.adapters().size() + " layers: ");
        var text = question.adapters().size() + " layers: " + heard;
        hearing.text(text);
        return done(new HostReply.Answered("q", text, 4, 0.5, !cut));
    }

    @Override
    public Asked<HostReply.Rendered> render(Path model, List<Message> messages) {
        var stretches = new ArrayList<HostReply.Stretch>();
        for (var turn : messages) {
            stretches.add(new HostReply.Stretch("<|im_start|>" + turn.role().text() + "\n", false));
            stretches.add(new HostReply.Stretch(turn.content() + "<|im_end|>", turn.role() == Message.Role.ASSISTANT));
            stretches.add(new HostReply.Stretch("\n", false));
        }
        return done(new HostReply.Rendered("q", stretches));
    }

    @Override
    public Asked<HostReply.Counted> count(Path model, List<List<Message>> conversations) {
        return done(new HostReply.Counted(
                "q",
                conversations.stream()
                        .map(turns -> turns.stream()
                                .mapToInt(turn -> turn.content().split("\\s+").length)
                                .sum())
                        .toList()));
    }

    private static <T extends HostReply> Asked<T> done(T reply) {
        return new Asked<>(CompletableFuture.completedFuture(reply), () -> {});
    }

    @Override
    public void giveBack() {}

    @Override
    public void close() {}
}
