package sam.sources;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Catalogue;
import sam.durable.Sentences;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.intake.Collectors;
import sam.intake.ImportException;
import sam.jobs.Job;
import sam.jobs.Jobs;
import sam.library.Tier;
import sam.project.ProjectSession;
import sam.ui.Background;
import sam.ui.Texts;

/// Collecting from sources beside everything else, several at once: how far each is, and what came of it.
public final class CollectViewModel {
    private final ProjectSession session;
    private final Collectors collectors;
    private final Background background;
    private final Jobs jobs;
    private final InstantSource clock;
    private final ObservableMap<String, State> states = FXCollections.observableHashMap();
    private final Map<String, AtomicBoolean> stops = new HashMap<>();

    /// How a source stands, by its whole address. While it is collected `report` and `fault` are null.
    ///
    /// - `reach`: how far it is, in words; `fraction` below 0 where that is not known.
    /// - `news`: what it waits for or does, the newest.
    /// - `offered`: what the person may choose from, when the source is a list.
    public record State(
            String reach,
            double fraction,
            double secondsLeft,
            long taken,
            long refused,
            long duplicates,
            String news,
            List<Offer> offered,
            @Nullable CollectReport report,
            @Nullable String fault) {
        public State {
            offered = List.copyOf(offered);
        }

        public boolean isRunning() {
            return report == null && fault == null;
        }

        State saying(String words) {
            return new State(reach, fraction, secondsLeft, taken, refused, duplicates, words, offered, report, fault);
        }
    }

    /// One of a list, by the name that is collected, and in words.
    public record Offer(String name, String words) {}

    /// What the person says of a source besides its address.
    public record Wish(
            @Nullable Long limit,
            @Nullable String licence,
            @Nullable Tier tier,
            boolean agreed,
            Map<String, String> options) {
        public static final Wish USUAL = new Wish(null, null, null, false, Map.of());

        public Wish {
            options = Map.copyOf(options);
        }
    }

    public CollectViewModel(
            ProjectSession session, Collectors collectors, Background background, Jobs jobs, InstantSource clock) {
        this.session = session;
        this.collectors = collectors;
        this.background = background;
        this.jobs = jobs;
        this.clock = clock;
    }

    /// How each source stands that was collected since the project was opened, by address.
    public ObservableMap<String, State> states() {
        return FXCollections.unmodifiableObservableMap(states);
    }

    /// How a source of this address stands, or null.
    public @Nullable State state(@Nullable String address) {
        return address == null ? null : states.get(address);
    }

    /// Begins, and answers the whole address. What is no source, or is under way already, is an [ImportException].
    public String start(String source, Catalogue catalogue, Wish wish) {
        var understood = collectors.understand(source, catalogue);
        var address = understood.address();
        var before = states.get(address);
        if (before != null && before.isRunning()) {
            throw new ImportException(Texts.of("sources.collecting-already", address));
        }
        var stop = new AtomicBoolean();
        stops.put(address, stop);
        var title = understood.entry() == null ? address : understood.entry().title();
        var job =
                jobs.beginOfProject(Texts.of("jobs.collect", title), Texts.of("sources.asking"), () -> stop.set(true));
        states.put(address, new State(Texts.of("sources.asking"), -1, -1, 0, 0, 0, "", List.of(), null, null));
        var order = order(understood, wish);
        long begun = clock.millis();
        var progress = background.<Collection.Progress>newest(now -> show(address, job, begun, now));
        var news = background.<String>newest(words -> say(address, job, words));
        // none of them may be left out, as the newest alone would do
        var offered = new CopyOnWriteArrayList<Offer>();
        var drawn = background.<Integer>newest(_ -> list(address, List.copyOf(offered)));
        Consumer<Offer> offers = one -> {
            offered.add(one);
            drawn.accept(offered.size());
        };
        background.run(
                () -> Collection.run(
                        understood.collector(),
                        address,
                        understood.entry(),
                        order,
                        session.library(),
                        new Watching(progress, news, offers),
                        stop::get),
                report -> end(address, job, report),
                fault -> fail(address, job, fault));
        return address;
    }

    private record Watching(Consumer<Collection.Progress> progress, Consumer<String> news, Consumer<Offer> offers)
            implements Collection.Watch {
        @Override
        public void at(Collection.Progress now) {
            progress.accept(now);
        }

        @Override
        public void said(String text) {
            news.accept(text);
        }

        @Override
        public void offered(String name, String words) {
            offers.accept(new Offer(name, words));
        }
    }

    private void list(String address, List<Offer> offered) {
        var before = states.get(address);
        if (before != null) {
            var all = new State(
                    before.reach(),
                    before.fraction(),
                    before.secondsLeft(),
                    before.taken(),
                    before.refused(),
                    before.duplicates(),
                    before.news(),
                    offered,
                    before.report(),
                    before.fault());
            states.put(address, all);
        }
    }

    private CollectOrder order(Collectors.Understood understood, Wish wish) {
        var options = new HashMap<String, String>();
        if (understood.entry() != null) {
            options.putAll(understood.entry().options());
        }
        options.putAll(wish.options());
        Path library = session.library().file();
        return new CollectOrder(
                understood.rest(),
                wish.limit(),
                42,
                understood.isRetrieved() ? Tier.RETRIEVE_ONLY : wish.tier(),
                wish.licence(),
                null,
                null,
                wish.agreed(),
                Collection.desk(library.toAbsolutePath(), understood.address()),
                options);
    }

    /// Asks a source to stop; what was taken stays, and the next start goes on from there.
    public void stop(String address) {
        var stop = stops.get(address);
        if (stop != null) {
            stop.set(true);
        }
    }

    public void stopAll() {
        stops.values().forEach(stop -> stop.set(true));
    }

    private void show(String address, Job job, long begun, Collection.Progress now) {
        var before = states.get(address);
        if (before == null || !before.isRunning()) {
            return;
        }
        var reach = now.all() > 0
                ? Texts.of("sources.reach-of", now.done(), now.all(), now.unit())
                : Texts.of("sources.reach", now.done(), now.unit());
        double fraction = now.all() > 0 ? Math.min(1, (double) now.done() / now.all()) : -1;
        double seconds = (clock.millis() - begun) / 1000.0;
        double left = fraction > 0 ? seconds / fraction - seconds : -1;
        states.put(
                address,
                new State(
                        reach,
                        fraction,
                        left,
                        now.taken(),
                        now.refused(),
                        now.duplicates(),
                        before.news(),
                        before.offered(),
                        null,
                        null));
        job.at(reach, fraction, Texts.of("sources.taken-so-far", now.taken()), left);
    }

    private void say(String address, Job job, String words) {
        var before = states.get(address);
        if (before != null && before.isRunning()) {
            states.put(address, before.saying(words));
            job.at(words, before.fraction(), "", before.secondsLeft());
        }
    }

    private void end(String address, Job job, CollectReport report) {
        states.put(
                address,
                new State(
                        "",
                        -1,
                        -1,
                        report.taken(),
                        report.refused(),
                        report.duplicates(),
                        "",
                        List.of(),
                        report,
                        null));
        var result = Texts.of("jobs.import-done", report.taken(), report.refused(), report.duplicates());
        if (report.stopped()) {
            job.stopped(result);
        } else {
            job.done(result);
        }
        session.rowsChanged();
    }

    private void fail(String address, Job job, Exception fault) {
        long taken = fault instanceof ImportException known ? known.taken() : 0;
        long refused = fault instanceof ImportException known ? known.refused() : 0;
        long duplicates = fault instanceof ImportException known ? known.duplicates() : 0;
        var words = Sentences.of(fault);
        var before = states.get(address);
        List<Offer> offered = before == null ? List.of() : before.offered();
        states.put(address, new State("", -1, -1, taken, refused, duplicates, "", offered, null, words));
        job.failed(words);
        session.rowsChanged();
    }
}
