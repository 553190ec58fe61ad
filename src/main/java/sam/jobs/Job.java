package sam.jobs;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// One long work. Whoever does it tells how far it is, on the window's thread; it ends once.
public final class Job {
    /// Whether it still goes on, and how it ended.
    public enum Life {
        RUNNING,
        DONE,
        /// Ended early because the person wanted it so.
        STOPPED,
        FAILED
    }

    /// How it stands. `fraction` and `secondsLeft` are below 0 where they are not known; `rate` is empty where there is
    /// none. When it has ended, `words` say what came of it.
    public record State(Life life, String words, double fraction, String rate, double secondsLeft) {
        static State running(String words) {
            return new State(Life.RUNNING, words, -1, "", -1);
        }
    }

    private final String title;
    private final boolean ofProject;
    private final Runnable stop;
    private final ReadOnlyObjectWrapper<State> state;

    Job(String title, String words, boolean ofProject, Runnable stop) {
        this.title = title;
        this.ofProject = ofProject;
        this.stop = stop;
        this.state = new ReadOnlyObjectWrapper<>(State.running(words));
    }

    public String title() {
        return title;
    }

    /// Whether it ends when the open project is closed.
    public boolean isOfProject() {
        return ofProject;
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    public boolean isRunning() {
        return state.get().life() == Life.RUNNING;
    }

    /// Asks whoever does it to end; it is over when that says so.
    public void stop() {
        if (isRunning()) {
            stop.run();
        }
    }

    public void at(String words, double fraction, String rate, double secondsLeft) {
        if (isRunning()) {
            state.set(new State(Life.RUNNING, words, fraction, rate, secondsLeft));
        }
    }

    public void done(String result) {
        end(Life.DONE, result);
    }

    public void stopped(String result) {
        end(Life.STOPPED, result);
    }

    public void failed(String why) {
        end(Life.FAILED, why);
    }

    private void end(Life life, String words) {
        if (isRunning()) {
            state.set(new State(life, words, life == Life.DONE ? 1 : state.get().fraction(), "", -1));
        }
    }
}
