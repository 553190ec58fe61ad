package sam.project;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sam.library.Library;

/// An open project, and what its pages tell each other: at which phase the person stands, that rows, recipes or runs
/// changed. Used from one thread only, the window's; listeners are called on it.
public final class ProjectSession implements AutoCloseable {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Library library;
    private Project project;
    private int phase;

    /// Whoever shows something of the project.
    public interface Listener {
        default void phaseChanged(int phase) {}

        default void projectChanged(Project project) {}

        /// Examples came, or decisions were made or taken back.
        default void rowsChanged() {}

        /// A run began, ended, or was moved aside.
        default void runsChanged() {}
    }

    public ProjectSession(Project project, Library library) {
        this.project = project;
        this.library = library;
        this.phase = project.content().phases().isEmpty()
                ? 1
                : project.content().phases().getFirst().number();
    }

    public Project project() {
        return project;
    }

    public Library library() {
        return library;
    }

    /// The phase that is the context of every page.
    public int phase() {
        return phase;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    public void showPhase(int number) {
        if (number != phase) {
            phase = project.phase(number).number();
            listeners.forEach(listener -> listener.phaseChanged(number));
        }
    }

    /// Writes the changed project to its folder and tells everybody.
    public void save(Project changed) throws IOException {
        changed.save();
        project = changed;
        listeners.forEach(listener -> listener.projectChanged(changed));
    }

    public void rowsChanged() {
        listeners.forEach(Listener::rowsChanged);
    }

    public void runsChanged() {
        listeners.forEach(Listener::runsChanged);
    }

    @Override
    public void close() {
        listeners.clear();
        library.close();
    }
}
