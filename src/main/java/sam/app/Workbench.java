package sam.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sam.curation.CommitQueue;
import sam.curation.LibraryView;
import sam.curation.LibraryViewModel;
import sam.curation.NewPairViewModel;
import sam.curation.PairsKey;
import sam.curation.PairsView;
import sam.curation.PairsViewModel;
import sam.curation.ReviewKey;
import sam.curation.ReviewPanelView;
import sam.curation.ReviewView;
import sam.curation.ReviewViewModel;
import sam.exports.ExportView;
import sam.exports.ExportViewModel;
import sam.exports.WorkerExporter;
import sam.jobs.Jobs;
import sam.lines.LineDraftsViewModel;
import sam.lines.LinesKey;
import sam.lines.LinesView;
import sam.lines.LinesViewModel;
import sam.planner.Machine;
import sam.planner.PlanView;
import sam.planner.PlanViewModel;
import sam.playground.ChatViewModel;
import sam.playground.TryView;
import sam.playground.TryViewModel;
import sam.project.ProjectSession;
import sam.runs.PhaseRuns;
import sam.runs.RunMonitor;
import sam.runs.RunRecords;
import sam.runs.TrainCommand;
import sam.runs.TrainView;
import sam.runs.TrainViewModel;
import sam.sources.CollectViewModel;
import sam.sources.SourcesView;
import sam.sources.SourcesViewModel;
import sam.ui.Background;
import sam.ui.Command;
import sam.ui.Dialogs;
import sam.ui.Lifetime;
import sam.ui.PageView;
import sam.ui.StatusModel;
import sam.ui.Stream;
import sam.workers.ModelHost;
import sam.workers.OneJob;
import sam.workers.TokenCounts;

/// The one place where objects meet, for one open project. Read it top to bottom to know what the window is made
/// of.
record Workbench(
        ProjectSession session,
        Lifetime lifetime,
        Background background,
        Dialogs dialogs,
        Jobs jobs,
        StatusModel status,
        CommitQueue commits,
        Navigation navigation,
        SourcesViewModel sources,
        TrainViewModel training,
        Map<Page, Supplier<PageView>> pages)
        implements AutoCloseable {

    /// What can be done on a page by a key, also while it is not in front.
    Map<Page, List<? extends Command>> commands() {
        return Map.of(
                Page.REVIEW, List.of(ReviewKey.values()),
                Page.LINES, List.of(LinesKey.values()),
                Page.PAIRS, List.of(PairsKey.values()),
                Page.TRAIN, List.of(TrainCommand.values()));
    }

    static Workbench of(
            ProjectSession session,
            SettingsStore settings,
            Background threads,
            Background oneByOne,
            Dialogs dialogs,
            InstantSource clock,
            ModelHost host,
            PhaseRuns.Starter starter,
            OneJob worker,
            Jobs jobs,
            Consumer<Path> restore) {
        var lifetime = new Lifetime();
        var background = lifetime.within(threads);
        var inOrder = lifetime.until(oneByOne);
        var status = new StatusModel();
        var commits = new CommitQueue(session, inOrder, status, dialogs);
        var navigation = new Navigation();
        var modelText = new HostText(session::project, host, background);
        var pages = new EnumMap<Page, Supplier<PageView>>(Page.class);
        var sources = new SourcesViewModel(session, lifetime.until(threads), dialogs, clock);
        lifetime.onEnd(sources::stopImport);
        var collecting = new CollectViewModel(
                session, AllCollectors.of(System.getenv(), clock), lifetime.until(threads), jobs, clock);
        lifetime.onEnd(collecting::stopAll);
        lifetime.onEnd(new ImportJobs(jobs, sources)::leave);
        var review = once(() -> new ReviewViewModel(session, background, commits, dialogs, clock));
        var pairs = once(() -> new PairsViewModel(session, background, commits, dialogs, clock));
        pages.put(
                Page.SOURCES,
                () -> new SourcesView(
                        sources,
                        collecting,
                        (phase, source) -> {
                            session.showPhase(phase);
                            if (session.project().phase(phase).objective().takesPairs()) {
                                pairs.get().showSource(source);
                                navigation.to(Page.PAIRS).run();
                            } else {
                                review.get().showSource(source);
                                navigation.to(Page.REVIEW).run();
                            }
                        },
                        navigation.to(Page.LINES)));
        var answers = new SamAnswers(session::project, host);
        pages.put(
                Page.LINES,
                () -> new LinesView(
                        new LinesViewModel(
                                session,
                                background,
                                lifetime.until(threads),
                                commits,
                                dialogs,
                                new LineDraftsViewModel(answers, background, dialogs),
                                clock),
                        status));
        pages.put(
                Page.REVIEW,
                () -> new ReviewView(
                        review.get(),
                        new ReviewPanelView(review.get(), session, modelText),
                        new ReviewView.EmptyActs(
                                navigation.to(Page.SOURCES), navigation.to(Page.PAIRS), navigation.to(Page.PLAN))));
        pages.put(
                Page.PAIRS,
                () -> new PairsView(
                        pairs.get(),
                        new NewPairViewModel(background, commits, dialogs, answers),
                        navigation.to(Page.SOURCES)));
        pages.put(
                Page.LIBRARY,
                () -> new LibraryView(new LibraryViewModel(session, background, commits, dialogs, restore)));
        // Workers are started with this program's properties; what is set later counts for the next one.
        lifetime.onEnd(settings.settingsProperty()
                .subscribe(now -> System.setProperty("sam.threads", Integer.toString(now.threads())))::unsubscribe);
        LongSupplier budget = () -> settings.get().memoryBudgetBytes();
        var runs = new PhaseRuns(starter, budget);
        var training = new TrainViewModel(session, runs, background, lifetime.until(threads), dialogs, clock, budget);
        pages.put(Page.TRAIN, () -> new TrainView(training));
        var calibrator = new CalibrationJobs(jobs, clock, worker, threads);
        lifetime.onEnd(calibrator::leave);
        var around = new PlanViewModel.Around(
                () -> Machine.here()
                        .withBudget(budget.getAsLong())
                        .withThreads(settings.get().threads()),
                Places.ofThisSystem().home(),
                calibrator,
                new RunRecords(),
                new TokenCounts(host, Places.ofThisSystem().home().resolve("tokens"))::of);
        pages.put(Page.PLAN, () -> {
            var model = new PlanViewModel(session, around, background, dialogs);
            calibrator.follow(model);
            return new PlanView(model, () -> {
                navigation.to(Page.TRAIN).run();
                training.trainPhase();
            });
        });
        var stream = lifetime.within(Stream.latest());
        var chat = new ChatViewModel(session, host, background, dialogs, stream);
        lifetime.onEnd(chat::close);
        var exports = new ExportViewModel(session, new WorkerExporter(worker), threads, dialogs, jobs);
        pages.put(Page.TRY, () -> {
            var model = new TryViewModel(session, host, background, dialogs, stream);
            lifetime.onEnd(model::close);
            return new TryView(model, chat, new ExportView(exports, navigation.to(Page.TRAIN)).node());
        });
        pages.put(
                Page.SETTINGS,
                () -> new SettingsView(settings, Places.ofThisSystem().settings(), dialogs));
        var monitor = new RunMonitor(session, status, budget, background, dialogs);
        lifetime.onEnd(monitor::close);
        return new Workbench(
                session, lifetime, background, dialogs, jobs, status, commits, navigation, sources, training, pages);
    }

    /// Made when it is first asked for, and then the same.
    private static <T> Supplier<T> once(Supplier<T> maker) {
        var made = new AtomicReference<@Nullable T>();
        return () -> {
            var known = made.get();
            if (known != null) {
                return known;
            }
            var fresh = maker.get();
            made.set(fresh);
            return fresh;
        };
    }

    /// Begins the verified backups that go on while the project is open.
    void backUpHourly() {
        background.repeat(
                Duration.ofMinutes(5),
                () -> session.library().backupWhenDue(Duration.ofHours(1)),
                _ -> {},
                dialogs::problem);
    }

    /// Ends the time of the pages; the library is still open for what was ordered before.
    @Override
    public void close() {
        lifetime.close();
    }

    /// Closes the library when what was ordered has been done; on a thread of the background, after [#close()].
    void closeLibrary() throws InterruptedException {
        lifetime.finish();
        session.close();
    }
}
