package sam.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javafx.collections.ListChangeListener;
import javafx.concurrent.Task;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.controlsfx.control.Notifications;
import org.controlsfx.control.TaskProgressView;
import sam.ui.Parts;
import sam.ui.Spoken;
import sam.ui.Texts;

/// The long works at the foot of the window, each with how far it is and a button that stops it; and what came of one,
/// said in a corner when it has ended.
public final class JobsView {
    private static final double WIDE = 420;
    private static final double ROW = 74;
    private static final int ROWS = 3;
    private static final Duration STAYS = Duration.seconds(8);

    private final TaskProgressView<Shown> list = new TaskProgressView<>();
    private final Map<Job, Shown> shown = new HashMap<>();
    private final ListChangeListener<Job> listener = _ -> draw();
    private final Jobs jobs;

    public JobsView(Jobs jobs) {
        this.jobs = jobs;
        list.setId("jobs");
        list.getStyleClass().add("jobs");
        list.setAccessibleText(Texts.of("jobs.title"));
        jobs.running().addListener(listener);
        draw();
    }

    public Node node() {
        return list;
    }

    /// Lets go of what goes on longer than this view.
    public void close() {
        jobs.running().removeListener(listener);
        shown.values().forEach(Shown::leave);
    }

    /// Says what came of every work in a corner of this window.
    public static void sayResults(Jobs jobs, Window owner) {
        jobs.onEnded(job -> {
            var said = Notifications.create()
                    .owner(owner)
                    .graphic(result(job))
                    .position(Pos.BOTTOM_RIGHT)
                    .hideAfter(STAYS);
            said.show();
        });
    }

    private static Node result(Job job) {
        var state = job.stateProperty().get();
        var chip = switch (state.life()) {
            case DONE -> Parts.chip(Texts.of("jobs.done"), Parts.Tone.GOOD);
            case FAILED -> Parts.chip(Texts.of("jobs.failed"), Parts.Tone.BAD);
            case STOPPED, RUNNING -> Parts.chip(Texts.of("jobs.stopped"), Parts.Tone.LOOK);
        };
        var title = new Label(job.title());
        title.getStyleClass().add("card-title");
        var head = new HBox(8, chip, title);
        head.setAlignment(Pos.CENTER_LEFT);
        var words = Parts.wrapped(new Label(Spoken.breakable(state.words())));
        var box = new VBox(6, head, words);
        box.setMaxWidth(WIDE);
        box.setId("job-result");
        return box;
    }

    private void draw() {
        var now = List.copyOf(jobs.running());
        for (var each : List.copyOf(list.getTasks())) {
            if (!now.contains(each.job)) {
                each.leave();
                shown.remove(each.job);
                list.getTasks().remove(each);
            }
        }
        for (var job : now) {
            if (!shown.containsKey(job)) {
                var fresh = new Shown(job);
                shown.put(job, fresh);
                list.getTasks().add(fresh);
                Thread.ofVirtual().name("job").start(fresh);
            }
        }
        Parts.show(list, !now.isEmpty());
        double height = Math.min(ROWS, now.size()) * ROW + 2;
        list.setPrefHeight(height);
        list.setMinHeight(height);
        list.setMaxHeight(height);
    }

    /// A work in the shape this list takes. What runs is the wait for its end: the list lets only a running one be
    /// stopped.
    private static final class Shown extends Task<Boolean> {
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Job job;
        private final Subscription subscription;

        Shown(Job job) {
            this.job = job;
            updateTitle(job.title());
            subscription = job.stateProperty().subscribe(this::tell);
        }

        private void tell(Job.State now) {
            updateMessage(words(now));
            updateProgress(now.fraction(), 1);
        }

        @Override
        protected Boolean call() throws InterruptedException {
            ended.await();
            return true;
        }

        void leave() {
            subscription.unsubscribe();
            ended.countDown();
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            job.stop();
            return true;
        }
    }

    static String words(Job.State now) {
        var parts = new ArrayList<String>();
        if (now.fraction() >= 0) {
            parts.add(Texts.of("jobs.percent", Math.floor(100 * now.fraction())));
        }
        for (var part : List.of(now.words(), now.rate())) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        if (now.secondsLeft() >= 0) {
            parts.add(Texts.of("jobs.left", Spoken.time(now.secondsLeft())));
        }
        return String.join(" · ", parts);
    }
}
