package sam.runs;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.ChainOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerCommand.Verb;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Spoken;
import sam.ui.Texts;

/// The Train page's state: the run of the current phase as its folder shows it, and the acts that are possible now.
public final class TrainViewModel implements ProjectSession.Listener {
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final ProjectSession session;
    private final PhaseRuns runs;
    private final Background background;
    private final Background orders;
    private final Dialogs dialogs;
    private final InstantSource clock;
    private final LongSupplier budget;
    private final ReadOnlyObjectWrapper<Screen> screen;
    private volatile int phase;
    private volatile @Nullable RunFolder chosen;
    private volatile @Nullable String preparing;
    private volatile @Nullable Verb asked;
    private @Nullable RunWatch watch;
    private final AcceptedRows acceptedRows;
    private Background.@Nullable Repeat repeat;

    /// Something that is wrong or waits for the person, above the charts.
    public record Notice(String title, String words, boolean bad, boolean canResume) {}

    /// A run of this phase that can be opened; the newest first.
    public record Choice(RunFolder run, String text) {}

    /// What may be done now.
    public record Acts(boolean train, boolean pause, boolean resume, boolean checkpoint, boolean stop) {
        static final Acts NONE = new Acts(false, false, false, false, false);
    }

    /// A run in words: what its curves say, its facts, its journal.
    public record Account(List<String> reading, List<RunWords.Fact> facts, List<String> journal) {
        static final Account NONE = new Account(List.of(), List.of(), List.of());
    }

    /// Everything the page draws, at one moment. Without `state` there is no run yet; `preparing` says what is done
    /// before there is one, or is empty.
    public record Screen(
            int phase,
            String title,
            long accepted,
            @Nullable RunState state,
            @Nullable TrainOrder order,
            String summary,
            Acts acts,
            @Nullable Notice notice,
            Account account,
            List<Choice> choices,
            boolean silent,
            String preparing) {
        Screen preparing(String words) {
            return new Screen(
                    phase, title, accepted, state, order, words, Acts.NONE, notice, account, choices, silent, words);
        }

        /// False until the run folder was looked at: nothing is claimed of the phase before.
        boolean isRead() {
            return accepted >= 0;
        }

        boolean trainsPairs() {
            return order != null && order.objective().takesPairs();
        }
    }

    public TrainViewModel(
            ProjectSession session,
            PhaseRuns runs,
            Background background,
            Background orders,
            Dialogs dialogs,
            InstantSource clock,
            LongSupplier budget) {
        this.session = session;
        this.acceptedRows = new AcceptedRows(session.library());
        this.runs = runs;
        this.background = background;
        this.orders = orders;
        this.dialogs = dialogs;
        this.clock = clock;
        this.budget = budget;
        this.phase = session.phase();
        this.screen = new ReadOnlyObjectWrapper<>(nothing(session.project(), phase, -1, "", Acts.NONE));
        session.listen(this);
    }

    public ReadOnlyObjectProperty<Screen> screenProperty() {
        return screen.getReadOnlyProperty();
    }

    /// Follows the run while the page is in front.
    public void follow() {
        if (repeat == null) {
            repeat = background.repeat(PAUSE, this::look, screen::set, dialogs::problem);
        }
    }

    public void rest() {
        if (repeat != null) {
            repeat.close();
            repeat = null;
        }
    }

    @Override
    public void phaseChanged(int number) {
        phase = number;
        chosen = null;
        lookNow();
    }

    @Override
    public void rowsChanged() {
        acceptedRows.changed();
        lookNow();
    }

    public void choose(RunFolder run) {
        chosen = run;
        lookNow();
    }

    public void trainPhase() {
        int number = phase;
        begin(Texts.of("train.preparing", number), () -> runs.trainPhase(session.project(), session.library(), number));
    }

    public void trainAll() {
        begin(Texts.of("train.preparing-all"), () -> runs.trainAll(session.project(), session.library()));
    }

    public void pause() {
        send(Verb.PAUSE);
    }

    public void checkpoint() {
        send(Verb.CHECKPOINT);
    }

    /// Stops the run in view; before this phase has one, whatever is being trained.
    public void stop() {
        if (screen.get().state() != null) {
            send(Verb.STOP);
            return;
        }
        asked = Verb.STOP;
        act(() -> {
            var run = PhaseRuns.living(session.project());
            if (run.isPresent()) {
                CommandSender.send(run.get(), Verb.STOP);
            }
            return PhaseRuns.chain(session.project());
        });
    }

    /// Goes on after a pause, or starts a worker again where one ended early.
    public void resume() {
        var state = screen.get().state();
        if (state == null) {
            return;
        }
        if (state.life() == RunState.Life.PAUSED) {
            send(Verb.RESUME);
        } else {
            act(() -> {
                var whole = chainAround(state.run());
                runs.resume(session.project(), whole == null ? state.run() : whole);
                return state.run();
            });
        }
    }

    /// The key that pauses also goes on.
    public void pauseOrResume() {
        var acts = screen.get().acts();
        if (acts.pause()) {
            pause();
        } else if (acts.resume()) {
            resume();
        }
    }

    private void send(Verb verb) {
        var state = screen.get().state();
        if (state != null) {
            asked = verb == Verb.CHECKPOINT ? asked : verb;
            act(() -> {
                CommandSender.send(state.run(), verb);
                return state.run();
            });
        }
    }

    /// Freezing many rows takes a while: the page says so at once, and offers nothing that would begin it twice.
    private void begin(String words, Callable<RunFolder> work) {
        if (preparing != null) {
            return;
        }
        chosen = null;
        asked = null;
        preparing = words;
        var now = screen.get();
        screen.set(now.preparing(words));
        act(work);
    }

    private void act(Callable<RunFolder> work) {
        orders.run(
                work,
                _ -> {
                    preparing = null;
                    session.runsChanged();
                    lookNow();
                },
                fault -> {
                    preparing = null;
                    asked = null;
                    lookNow();
                    dialogs.problem(fault);
                });
    }

    private void lookNow() {
        if (repeat == null) {
            return;
        }
        background.run(this::look, screen::set, dialogs::problem);
    }

    /// Reads the folder of the run; on a thread of the background.
    private synchronized Screen look() throws IOException {
        var project = session.project();
        int number = phase;
        var history = PhaseRuns.history(project, number);
        var picked = chosen;
        var run = picked != null ? picked : PhaseRuns.of(project, number);
        var words = preparing != null ? preparing : RunNotices.ofAll(project, number, clock.instant());
        if (history.isEmpty() && !java.nio.file.Files.exists(run.job())) {
            watch = null;
            boolean living = PhaseRuns.living(project).isPresent();
            asked = living ? asked : null;
            boolean free = words == null && !living && project.hasBase();
            var acts = new Acts(free, false, false, false, living && asked == null);
            var said = asked != null ? Texts.of("train.asked-stop") : words == null ? "" : words;
            return nothing(project, number, acceptedRows.of(project, number), said, acts);
        }
        var current = watch;
        if (current == null || !current.run().equals(run)) {
            current = new RunWatch(run);
            watch = current;
        }
        var state = current.poll();
        var order = PhaseRuns.order(run).orElse(null);
        return draw(
                project,
                number,
                state,
                order,
                history,
                words == null || state.life().isAlive() ? "" : words);
    }

    private Screen draw(
            Project project,
            int number,
            RunState state,
            @Nullable TrainOrder order,
            List<RunFolder> history,
            String words)
            throws IOException {
        boolean busy = !words.isEmpty()
                || !project.hasBase()
                || PhaseRuns.living(project).isPresent();
        var life = state.life();
        var silence = RunWords.silence(state, clock.instant());
        var verb = RunNotices.stillAsked(asked, life);
        asked = verb;
        var acts = new Acts(
                !busy,
                life == RunState.Life.RUNNING && verb == null,
                verb == null && life == RunState.Life.PAUSED || life.canResume() && !busy,
                life == RunState.Life.RUNNING && verb != Verb.STOP,
                life == RunState.Life.RUNNING && verb != Verb.STOP || life == RunState.Life.PAUSED);
        return new Screen(
                number,
                title(project, number),
                acceptedRows.of(project, number),
                state,
                order,
                words.isEmpty() ? summary(state) : words,
                acts,
                RunNotices.of(state, silence, verb, clock.instant()),
                new Account(
                        RunWords.reading(state, budget.getAsLong()),
                        RunWords.facts(state, order),
                        RunWords.journal(state)),
                history.stream().map(this::choice).toList(),
                !silence.isZero(),
                words);
    }

    private static Screen nothing(Project project, int number, long accepted, String words, Acts acts) {
        return new Screen(
                number,
                title(project, number),
                accepted,
                null,
                null,
                "",
                acts,
                null,
                Account.NONE,
                List.of(),
                false,
                words);
    }

    private static String title(Project project, int number) {
        return Texts.of("train.of-phase", number, project.phase(number).name());
    }

    private String summary(RunState state) {
        var progress = state.progress();
        if (progress != null && state.life().isAlive()) {
            return Texts.of("train.measuring", progress.task(), progress.done(), progress.total());
        }
        if (state.started() == null) {
            return "";
        }
        var eta = state.life() == RunState.Life.RUNNING
                ? Eta.of(state.steps(), state.totalSteps())
                : java.util.Optional.<Eta>empty();
        long step = state.steps().lastStep();
        if (eta.isEmpty()) {
            return Texts.of("train.step-of", step, state.totalSteps());
        }
        var now = clock.instant();
        return Texts.of(
                "train.done-about",
                Spoken.clock(now.plus(eta.get().left()), now, ZoneId.systemDefault()),
                Spoken.time(rounded(eta.get().plusMinus())),
                step,
                state.totalSteps());
    }

    /// Whole minutes from one minute on: an uncertainty has no seconds.
    private static Duration rounded(Duration spread) {
        return spread.toSeconds() < 60 ? spread : Duration.ofMinutes(Math.round(spread.toSeconds() / 60.0));
    }

    private Choice choice(RunFolder run) {
        boolean newest = run.equals(PhaseRuns.of(session.project(), phase));
        var made = Spoken.clock(PhaseRuns.made(run.root()), clock.instant(), ZoneId.systemDefault());
        return new Choice(run, newest ? Texts.of("train.run-now") : Texts.of("train.run-earlier", made));
    }

    /// The chain this run is a link of, when that has not come to its end.
    private @Nullable RunFolder chainAround(RunFolder run) throws IOException {
        var chain = PhaseRuns.chain(session.project());
        if (!java.nio.file.Files.exists(chain.job()) || !(Orders.read(chain) instanceof ChainOrder order)) {
            return null;
        }
        boolean link = order.links().stream()
                .anyMatch(each -> each.run().equals(run.root().toString()));
        return link && new RunWatch(chain).poll().life() != RunState.Life.FINISHED ? chain : null;
    }
}
