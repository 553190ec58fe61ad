package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import sam.durable.Sentences;
import sam.hub.Fetch;
import sam.hub.FetchPace;
import sam.hub.FetchPlan;
import sam.hub.FetchWatch;
import sam.hub.HubException;
import sam.hub.HubId;
import sam.hub.SuitedBase;
import sam.hub.TokenSource;
import sam.jobs.Jobs;
import sam.ui.Background;
import sam.ui.Spoken;
import sam.ui.Texts;

/// Gets a model of the hub while the person goes on working: which one, how far it is, and how it ended. As `sam
/// fetch` does, into the same folder and with the same token.
final class GetModelViewModel {
    private static final Duration EVERY = Duration.ofMillis(400);

    private final Supplier<Fetch> fetch;
    private final Path models;
    private final LongSupplier budget;
    private final Background background;
    private final StringProperty id = new SimpleStringProperty("");
    private final StringProperty file = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Screen> screen =
            new ReadOnlyObjectWrapper<>(Screen.words(Life.CHOOSING, Texts.of("get-model.choose")));
    private final Jobs jobs;
    private @Nullable Job job;
    private sam.jobs.@Nullable Job told;

    enum Life {
        CHOOSING,
        /// The hub is asked what the model is made of.
        ASKING,
        FETCHING,
        STOPPED,
        FAILED,
        DONE;

        boolean isBusy() {
            return this == ASKING || this == FETCHING;
        }
    }

    /// How it stands, in words; `fraction` is below 0 where it is not known, `model` there when it is done.
    record Screen(
            Life life,
            String words,
            double fraction,
            @Nullable Path model) {
        static Screen words(Life life, String words) {
            return new Screen(life, words, life == Life.ASKING ? -1 : 0, null);
        }
    }

    GetModelViewModel(Supplier<Fetch> fetch, Path models, LongSupplier budget, Background background, Jobs jobs) {
        this.fetch = fetch;
        this.models = models;
        this.budget = budget;
        this.background = background;
        this.jobs = jobs;
        id.subscribe(this::another);
        file.subscribe(this::another);
    }

    /// What was said is of the model that was named before.
    private void another() {
        if (!screen.get().life().isBusy()) {
            screen.set(Screen.words(Life.CHOOSING, Texts.of("get-model.choose")));
        }
    }

    ReadOnlyObjectProperty<Screen> screenProperty() {
        return screen.getReadOnlyProperty();
    }

    /// `ORG/NAME`, or `ORG/NAME@revision`.
    StringProperty idProperty() {
        return id;
    }

    /// One GGUF file of the repository, or empty for a model folder.
    StringProperty fileProperty() {
        return file;
    }

    List<SuitedBase> bases() {
        return SuitedBase.all();
    }

    boolean isHere(SuitedBase base) {
        return isHere(Fetch.Order.below(models, HubId.parse(base.id()), null));
    }

    boolean fits(SuitedBase base) {
        return base.trainingBytes() <= budget.getAsLong();
    }

    void choose(SuitedBase base) {
        if (screen.get().life().isBusy()) {
            return;
        }
        id.set(base.id());
        file.set("");
        var words = base.gated() && !isHere(base)
                ? Texts.of("get-model.gated", base.id(), TokenSource.advice())
                : Texts.of(
                        "get-model.cost",
                        Spoken.bytes(base.downloadBytes()),
                        Spoken.bytes(base.trainingBytes()),
                        Spoken.bytes(budget.getAsLong()));
        screen.set(Screen.words(Life.CHOOSING, words));
    }

    /// Begins, or goes on where an earlier attempt stopped.
    void get() {
        if (screen.get().life().isBusy()) {
            return;
        }
        Fetch.Order order;
        try {
            var wanted = file.get().strip();
            order = Fetch.Order.below(models, HubId.parse(id.get().strip()), wanted.isEmpty() ? null : wanted);
        } catch (HubException e) {
            fail(e);
            return;
        }
        if (isHere(order)) {
            var words = Texts.of("get-model.was-here", order.id());
            screen.set(new Screen(Life.DONE, words, 1, order.place()));
            return;
        }
        screen.set(Screen.words(Life.ASKING, Texts.of("get-model.asking", order.id())));
        told = jobs.begin(Texts.of("jobs.download", order.id()), Texts.of("get-model.asking", order.id()), this::stop);
        var now = new Job(order);
        job = now;
        background.run(now, this::done, fault -> ended(now, fault));
    }

    /// Ends what is under way; what came stays on the disk.
    void stop() {
        if (job != null) {
            job.stop();
        }
    }

    private void done(Fetch.Fetched fetched) {
        var plan = fetched.plan();
        var words = Texts.of("get-model.done", plan.snapshot().id(), Spoken.bytes(plan.bytes()));
        screen.set(new Screen(Life.DONE, words, 1, plan.model()));
        tell(each -> each.done(words));
    }

    private void ended(Job which, Exception fault) {
        if (which.stopped) {
            var before = screen.get().fraction();
            screen.set(new Screen(Life.STOPPED, Texts.of("get-model.stopped"), Math.max(0, before), null));
            tell(each -> each.stopped(Texts.of("get-model.stopped")));
        } else {
            fail(fault);
        }
    }

    private void fail(Exception fault) {
        screen.set(Screen.words(Life.FAILED, words(fault)));
        tell(each -> each.failed(words(fault)));
    }

    private void tell(Consumer<sam.jobs.Job> how) {
        if (told != null) {
            how.accept(told);
        }
    }

    /// What is so, and what this window offers against it.
    private static String words(Exception fault) {
        var sentence = Sentences.of(fault);
        if (!(fault instanceof HubException hub)) {
            return sentence;
        }
        return switch (hub.way()) {
            case SAID -> sentence;
            case AGAIN -> Texts.of("get-model.way-again", sentence);
            case OTHER_FOLDER -> Texts.of("get-model.way-folder", sentence);
            case NAME_A_FILE -> Texts.of("get-model.way-file", sentence, String.join(", ", hub.files()));
            case OTHER_MODEL -> Texts.of("get-model.way-model", sentence);
        };
    }

    /// A folder appears there whole or not at all; another revision or file is the hub's to find.
    private static boolean isHere(Fetch.Order order) {
        return order.file() == null
                && order.id().toString().equals(order.id().path())
                && Files.exists(order.place().resolve("config.json"));
    }

    /// One attempt, on a thread of the background that can be woken from a pause.
    private final class Job implements Callable<Fetch.Fetched>, FetchWatch {
        private final Fetch.Order order;
        private final FetchPace pace = new FetchPace(EVERY);
        private final Consumer<Screen> tell = background.newest(this::show);
        private @Nullable Thread thread;
        private double fraction = -1;
        private volatile boolean stopped;

        Job(Fetch.Order order) {
            this.order = order;
        }

        @Override
        public Fetch.Fetched call() throws IOException, InterruptedException {
            workOn(Thread.currentThread());
            try {
                refuseIfStopped();
                return fetch.get().run(order, this);
            } finally {
                workOn(null);
                // the thread is the background's again
                Thread.interrupted();
            }
        }

        private synchronized void workOn(@Nullable Thread now) {
            thread = now;
        }

        private void refuseIfStopped() {
            if (stopped) {
                throw new CancellationException();
            }
        }

        synchronized void stop() {
            stopped = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        @Override
        public void planned(FetchPlan plan) {
            pace.start(plan.here(), System.nanoTime());
            fraction = share(plan.here(), plan.bytes());
            tell.accept(new Screen(
                    Life.FETCHING,
                    Texts.of("get-model.begins", Spoken.bytes(plan.toCome()), Spoken.bytes(plan.free())),
                    fraction,
                    null));
        }

        @Override
        public void said(String news) {
            refuseIfStopped();
            tell.accept(new Screen(fraction < 0 ? Life.ASKING : Life.FETCHING, news, fraction, null));
        }

        @Override
        public void at(String name, long here, long bytes) {
            refuseIfStopped();
            fraction = share(here, bytes);
            if (pace.at(here, System.nanoTime())) {
                tell.accept(new Screen(
                        Life.FETCHING,
                        Texts.of(
                                "get-model.coming",
                                Spoken.bytes(here),
                                Spoken.bytes(bytes),
                                Spoken.bytes(pace.bytesPerSecond()),
                                Spoken.time(pace.secondsLeft(bytes - here)),
                                name),
                        fraction,
                        null));
            }
        }

        private void show(Screen now) {
            if (job == this && screen.get().life().isBusy()) {
                screen.set(now);
                tell(each -> each.at(now.words(), now.fraction(), "", -1));
            }
        }

        private static double share(long here, long bytes) {
            return (double) here / Math.max(1, bytes);
        }
    }
}
