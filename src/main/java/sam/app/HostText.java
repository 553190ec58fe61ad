package sam.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sam.curation.TemplateText;
import sam.project.Project;
import sam.rows.Message;
import sam.ui.Background;
import sam.ui.Problem;
import sam.workers.ModelHost;

/// How a conversation reaches the model, as the model host tells it of the project's base of this moment. What was
/// asked
/// lately is kept, so that going back a row shows it at once.
final class HostText implements TemplateText {
    private static final int KEPT = 200;

    private final Supplier<Project> project;
    private final ModelHost host;
    private final Background background;
    private final Map<Asked, List<Piece>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, List<Piece>> eldest) {
            return size() > KEPT;
        }
    };
    private long newest;

    private record Asked(Path base, List<Message> turns) {}

    HostText(Supplier<Project> project, ModelHost host, Background background) {
        this.project = project;
        this.host = host;
        this.background = background;
    }

    @Override
    public void show(List<Message> messages, Consumer<List<Piece>> shown) {
        long asking = ++newest;
        var asked = new Asked(project.get().base(), List.copyOf(messages));
        var before = known.get(asked);
        if (before != null) {
            shown.accept(before);
            return;
        }
        background.run(
                () -> host.render(asked.base(), asked.turns()).get().stretches().stream()
                        .map(stretch -> new Piece(stretch.text(), stretch.trained()))
                        .toList(),
                pieces -> {
                    known.put(asked, pieces);
                    if (asking == newest) {
                        shown.accept(pieces);
                    }
                },
                fault -> {
                    if (asking == newest) {
                        shown.accept(List.of(new Piece(said(Problem.of(fault)), false)));
                    }
                });
    }

    private static String said(Problem problem) {
        return (problem.whatHappened() + " " + problem.whatToDo()).strip();
    }
}
