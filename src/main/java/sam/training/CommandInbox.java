package sam.training;

import java.io.IOException;
import java.util.Optional;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;

/// What is asked of a run between two of its steps: it saves, waits or stops.
final class CommandInbox {
    private static final long POLL_MILLIS = 100;

    private final TrainWatch watch;

    CommandInbox(TrainWatch watch) {
        this.watch = watch;
    }

    /// How a run saves itself.
    interface Saving {
        void save() throws IOException;
    }

    /// Does what was asked since the last step, or waits for it; answers whether the run should stop.
    boolean stop(long step, boolean wait, Saving saving) throws IOException {
        boolean paused = wait;
        if (wait) {
            watch.event(new WorkerEvent.Paused(step));
        }
        while (true) {
            var command =
                    Thread.currentThread().isInterrupted() ? Optional.of(WorkerCommand.Verb.STOP) : watch.nextCommand();
            if (command.isEmpty()) {
                if (!paused) {
                    return false;
                }
                rest();
                continue;
            }
            switch (command.get()) {
                case STOP -> {
                    return true;
                }
                case CHECKPOINT -> saving.save();
                case PAUSE -> {
                    if (!paused) {
                        paused = true;
                        watch.event(new WorkerEvent.Paused(step));
                    }
                }
                case RESUME -> {
                    if (paused) {
                        paused = false;
                        watch.event(new WorkerEvent.Resumed(step));
                    }
                }
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
