package sam.jobs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The long works that go on now, the oldest first. Used from the window's thread.
public final class Jobs {
    private final ObservableList<Job> running = FXCollections.observableArrayList();
    private final ObservableList<Job> view = FXCollections.unmodifiableObservableList(running);
    private final List<Consumer<Job>> listeners = new CopyOnWriteArrayList<>();

    /// What goes on.
    public ObservableList<Job> running() {
        return view;
    }

    /// Tells `listener` of every work that has ended, with its result in it.
    public void onEnded(Consumer<Job> listener) {
        listeners.add(listener);
    }

    /// A work that has begun. `stop` asks whoever does it to end.
    public Job begin(String title, String words, Runnable stop) {
        return begin(new Job(title, words, false, stop));
    }

    /// The same for a work that needs the open project, and ends with it.
    public Job beginOfProject(String title, String words, Runnable stop) {
        return begin(new Job(title, words, true, stop));
    }

    /// The works that would end if the open project were closed now.
    public List<Job> ofProject() {
        return running.stream().filter(Job::isOfProject).toList();
    }

    private Job begin(Job job) {
        running.add(job);
        job.stateProperty().subscribe(_ -> {
            if (!job.isRunning() && running.remove(job)) {
                listeners.forEach(listener -> listener.accept(job));
            }
        });
        return job;
    }
}
