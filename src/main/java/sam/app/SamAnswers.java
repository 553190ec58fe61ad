package sam.app;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import sam.curation.AnswerSource;
import sam.playground.Talk;
import sam.project.Project;
import sam.protocol.RunFolder;
import sam.protocol.TalkRequest;
import sam.protocol.TalkRequest.ChatTurn;
import sam.ui.Texts;

/// Draws answers from the newest stack of the open project. The model is held only while it answers: memory is what
/// this machine has least of.
final class SamAnswers implements AnswerSource {
    private static final int LONGEST = 256;
    private static final double TEMPERATURE = 0.9;
    private static final double TOP_P = 0.95;

    private final Supplier<Project> project;

    SamAnswers(Supplier<Project> project) {
        this.project = project;
    }

    @Override
    public Drawn draw(String prompt, int count) throws Exception {
        var open = project.get();
        var adapters = new ArrayList<String>();
        var maker = Texts.of("new-pair.the-base");
        for (var phase : open.content().phases()) {
            var adapter = new RunFolder(open.run(phase.number())).adapter();
            if (!Files.exists(adapter.resolve("adapter_config.json"))) {
                break;
            }
            adapters.add(adapter.toString());
            maker = Texts.of("new-pair.phase", phase.number());
        }
        var answers = new ArrayList<String>();
        try (var talk = new Talk(open.base())) {
            talk.ready().get();
            for (int i = 0; i < count; i++) {
                var request = new TalkRequest(
                        "draw-" + i,
                        adapters,
                        null,
                        List.of(new ChatTurn("user", prompt)),
                        LONGEST,
                        TEMPERATURE,
                        TOP_P,
                        prompt.hashCode() + 31L * i,
                        false);
                answers.add(talk.answer(request, _ -> {}).get().text().strip());
            }
        } catch (ExecutionException e) {
            // The sentence for the person is the cause's; the wrapper's says only where it came from.
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        return new Drawn(maker, answers);
    }
}
