package sam.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import sam.curation.AnswerSource;
import sam.project.PhaseStack;
import sam.project.Project;
import sam.protocol.AnswerSettings;
import sam.protocol.ChatTurn;
import sam.protocol.HostReply;
import sam.rows.Message;
import sam.ui.Texts;
import sam.workers.ModelHost;

/// Draws answers from the newest stack of the open project.
final class SamAnswers implements AnswerSource {
    private static final int LONGEST = 256;
    private static final double TEMPERATURE = 0.9;
    private static final double TOP_P = 0.95;

    private final Supplier<Project> project;
    private final ModelHost host;
    /// Asked again, the same prompt is answered otherwise.
    private final AtomicInteger drawn = new AtomicInteger();

    SamAnswers(Supplier<Project> project, ModelHost host) {
        this.project = project;
        this.host = host;
    }

    @Override
    public boolean isThere() throws IOException {
        return project.get().hasBase();
    }

    @Override
    public Drawn draw(List<Message> prompt, int count) throws Exception {
        var open = project.get();
        var stack = PhaseStack.of(open);
        var maker = stack.top()
                .map(layer -> Texts.of("new-pair.phase", layer.phase()))
                .orElseGet(() -> Texts.of("new-pair.the-base"));
        var turns = prompt.stream()
                .map(message -> new ChatTurn(message.role().text(), message.content()))
                .toList();
        var asked = new ArrayList<ModelHost.Asked<HostReply.Answered>>();
        for (int i = 0; i < count; i++) {
            var question = new ModelHost.Question(
                    open.base(),
                    stack.adapters(),
                    turns,
                    AnswerSettings.drawn(LONGEST, TEMPERATURE, TOP_P, turns.hashCode() + 31L * drawn.incrementAndGet()),
                    false);
            asked.add(host.answer(question, _ -> {}));
        }
        var answers = new ArrayList<String>();
        for (var answer : asked) {
            answers.add(answer.get().text().strip());
        }
        return new Drawn(maker, answers);
    }
}
