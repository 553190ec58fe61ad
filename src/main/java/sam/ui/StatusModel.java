package sam.ui;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// What the status bar and the phase strip say on every page. Whoever knows writes it, the window only shows it.
public final class StatusModel {
    /// Whether every decision is on the disk.
    public enum Saved {
        SAVED,
        SAVING,
        FAILED
    }

    /// What the worker does, in one line, for example `Worker: phase 2, step 12 of 300`; `running` lights the dot,
    /// one that does not run needs the person.
    public record Worker(String text, boolean running) {}

    /// Memory in use against the budget, in bytes.
    public record Memory(long used, long budget) {}

    /// A phase in training: how far, and what the strip says of it.
    public record Training(int phase, double fraction, String text) {}

    private final ObjectProperty<@Nullable Worker> worker = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Memory> memory = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Training> training = new SimpleObjectProperty<>();
    private final ObjectProperty<Saved> saved = new SimpleObjectProperty<>(Saved.SAVED);
    private final ObjectProperty<@Nullable String> undoable = new SimpleObjectProperty<>();

    public void showWorker(@Nullable Worker now) {
        worker.set(now);
    }

    public void showMemory(@Nullable Memory now) {
        memory.set(now);
    }

    public void showTraining(@Nullable Training now) {
        training.set(now);
    }

    public void showSaved(Saved now) {
        saved.set(now);
    }

    /// The last act that can be taken back, in words; null when there is none.
    public void showUndoable(@Nullable String words) {
        undoable.set(words);
    }

    public ReadOnlyObjectProperty<@Nullable Worker> workerProperty() {
        return worker;
    }

    public ReadOnlyObjectProperty<@Nullable Memory> memoryProperty() {
        return memory;
    }

    public ReadOnlyObjectProperty<@Nullable Training> trainingProperty() {
        return training;
    }

    public ReadOnlyObjectProperty<Saved> savedProperty() {
        return saved;
    }

    public ReadOnlyObjectProperty<@Nullable String> undoableProperty() {
        return undoable;
    }
}
