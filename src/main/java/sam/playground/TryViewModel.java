package sam.playground;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.AnswerSettings;
import sam.protocol.ChatTurn;
import sam.runs.PhaseRuns;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Stream;
import sam.workers.MemoryLease;
import sam.workers.ModelHost;

/// "What changed": the project's prompts answered by the base and by every phase, side by side.
public final class TryViewModel implements ProjectSession.Listener, AutoCloseable {
    private static final int LONGEST = 96;

    private final ProjectSession session;
    private final ModelHost host;
    private final Background background;
    private final Dialogs dialogs;
    private final AnswerShelf shelf = new AnswerShelf();
    private final Stream.Publisher<Map<Cell, Answer>> arriving;
    private final ReadOnlyObjectWrapper<Screen> screen;
    private final ReadOnlyObjectWrapper<Boolean> answering = new ReadOnlyObjectWrapper<>(false);
    private volatile boolean stopAsked;
    private volatile @Nullable Runnable stopAnswer;
    private boolean shown;

    /// A prompt on a state of the model; both count from 0.
    public record Cell(int prompt, int stage) {}

    /// `complete` is false while the text is still coming.
    /// `cutAt` is the length in tokens at which it was cut, or 0 when it ended by itself.
    public record Answer(String text, boolean complete, int cutAt) {}

    /// `measured` tells whether training all phases measures this project, `based` whether its base is there.
    public record Screen(
            List<String> prompts,
            List<ModelState> stages,
            Map<Cell, Answer> answers,
            Measures measures,
            boolean measured,
            boolean based) {
        Screen with(Map<Cell, Answer> arrived) {
            return new Screen(prompts, stages, arrived, measures, measured, based);
        }

        boolean canAnswer() {
            return based && isRead() && !prompts.isEmpty();
        }

        boolean hasAnswers() {
            return !answers.isEmpty();
        }

        /// The base is always among the states, once they have been read.
        boolean isRead() {
            return !stages.isEmpty();
        }
    }

    public TryViewModel(ProjectSession session, ModelHost host, Background background, Dialogs dialogs, Stream stream) {
        this.session = session;
        this.host = host;
        this.background = background;
        this.dialogs = dialogs;
        this.screen = new ReadOnlyObjectWrapper<>(
                new Screen(session.project().content().prompts(), List.of(), Map.of(), Measures.NONE, true, false));
        this.arriving = stream.onto(this::arrive);
        session.listen(this);
    }

    public ReadOnlyObjectProperty<Screen> screenProperty() {
        return screen.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Boolean> answeringProperty() {
        return answering.getReadOnlyProperty();
    }

    public void shown() {
        shown = true;
        refresh();
    }

    public void hidden() {
        shown = false;
    }

    @Override
    public void projectChanged(Project project) {
        refresh();
    }

    @Override
    public void runsChanged() {
        refresh();
    }

    /// Asks every state every prompt again.
    public void answerAgain() {
        if (answering.get() || !screen.get().canAnswer()) {
            return;
        }
        answering.set(true);
        stopAsked = false;
        var project = session.project();
        var now = screen.get();
        background.run(
                () -> {
                    askAll(project, now.prompts(), now.stages());
                    return project;
                },
                _ -> finished(),
                fault -> {
                    finished();
                    dialogs.problem(fault);
                });
    }

    public void stop() {
        stopAsked = true;
        var voice = stopAnswer;
        if (voice != null) {
            voice.run();
        }
    }

    /// Ends what is being answered.
    @Override
    public void close() {
        stop();
    }

    /// Replaces the project's prompts, one a line.
    public void editPrompts(String lines) {
        var prompts =
                lines.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        var project = session.project();
        var content = project.content();
        try {
            session.save(new Project(
                    project.folder(), new Project.Content(content.name(), content.base(), prompts, content.phases())));
        } catch (IOException e) {
            dialogs.problem(e);
        }
    }

    private void finished() {
        answering.set(false);
        refresh();
    }

    private void refresh() {
        if (shown && !answering.get()) {
            var project = session.project();
            background.run(() -> read(project), screen::set, dialogs::problem);
        }
    }

    private Screen read(Project project) throws IOException {
        var stages = ModelState.of(project);
        var prompts = project.content().prompts();
        var answers = new HashMap<Cell, Answer>();
        for (int s = 0; s < stages.size(); s++) {
            for (int p = 0; p < prompts.size(); p++) {
                var cell = new Cell(p, s);
                shelf.find(project, stages.get(s), prompts.get(p))
                        .ifPresent(kept -> answers.put(cell, new Answer(kept.answer(), true, kept.cutAt())));
            }
        }
        return new Screen(
                prompts,
                stages,
                answers,
                Measures.read(PhaseRuns.report(project)),
                Measures.arePlanned(project),
                project.hasBase());
    }

    private void arrive(Map<Cell, Answer> answers) {
        var now = screen.get();
        if (answering.get()) {
            screen.set(now.with(answers));
        }
    }

    private void askAll(Project project, List<String> prompts, List<ModelState> stages) throws Exception {
        var answers = new HashMap<Cell, Answer>();
        try {
            for (int s = 0; s < stages.size(); s++) {
                for (int p = 0; p < prompts.size() && !stopAsked; p++) {
                    ask(project, stages.get(s), prompts.get(p), new Cell(p, s), answers);
                }
            }
        } finally {
            stopAnswer = null;
        }
    }

    private void ask(Project project, ModelState stage, String prompt, Cell cell, Map<Cell, Answer> answers)
            throws Exception {
        var question = new ModelHost.Question(
                project.base(),
                stage.adapters(),
                List.of(new ChatTurn("user", prompt)),
                AnswerSettings.greedy(LONGEST),
                false);
        var asked = host.answer(question, new ModelHost.Hearing() {
            @Override
            public void text(String soFar) {
                tell(soFar);
            }

            @Override
            public void waits(MemoryLease.Shortage shortage) {
                tell(MemoryWords.waits(shortage));
            }

            private void tell(String words) {
                var partial = new HashMap<>(answers);
                partial.put(cell, new Answer(words, false, 0));
                arriving.publish(partial);
            }
        });
        stopAnswer = asked::cancel;
        var done = asked.get();
        if (stopAsked) {
            return;
        }
        int cutAt = done.stoppedByItself() ? 0 : done.tokens();
        answers.put(cell, new Answer(done.text().strip(), true, cutAt));
        shelf.keep(
                project,
                stage,
                new AnswerShelf.Kept(prompt, stage.name(), done.text().strip(), done.seconds(), cutAt));
        arriving.publish(Map.copyOf(answers));
    }
}
