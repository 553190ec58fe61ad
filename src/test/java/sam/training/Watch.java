package sam.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.protocol.WorkerCommand.Verb;
import sam.protocol.WorkerEvent;

/// Hears a run and steers it.
class Watch implements TrainWatch {
    static final class Killed extends RuntimeException {
        static final long serialVersionUID = 1;
    }

    final List<WorkerEvent> events = new ArrayList<>();
    final Deque<Verb> commands = new ArrayDeque<>();
    private final Map<Integer, Runnable> acts = new java.util.HashMap<>();
    int commandsFrom;
    final Deque<Verb> whilePaused = new ArrayDeque<>();
    private long stopAt = -1;

    /// Stops after this step, also when it was skipped.
    Watch stopAt(long step) {
        stopAt = step;
        return this;
    }

    Watch stopAfter(int steps) {
        commands.add(Verb.STOP);
        commandsFrom = steps;
        return this;
    }

    Watch dieAfter(int steps) {
        return at(steps, () -> {
            throw new Killed();
        });
    }

    Watch at(int step, Runnable act) {
        acts.put(step, act);
        return this;
    }

    @Override
    public void event(WorkerEvent event) {
        events.add(event);
        if (event instanceof WorkerEvent.Step && acts.containsKey(steps().size())) {
            acts.get(steps().size()).run();
        }
    }

    @Override
    public Optional<Verb> nextCommand() {
        var last = events.getLast();
        if (last instanceof WorkerEvent.Paused && !whilePaused.isEmpty()) {
            return Optional.of(whilePaused.remove());
        }
        if (last instanceof WorkerEvent.Step made && made.step() == stopAt
                || last instanceof WorkerEvent.Skipped passed && passed.step() == stopAt
                || last instanceof WorkerEvent.Evaluated told && told.step() == stopAt) {
            return Optional.of(Verb.STOP);
        }
        return steps().size() < commandsFrom ? Optional.empty() : Optional.ofNullable(commands.poll());
    }

    List<WorkerEvent.Step> steps() {
        return events.stream()
                .filter(WorkerEvent.Step.class::isInstance)
                .map(WorkerEvent.Step.class::cast)
                .toList();
    }

    WorkerEvent.Started started() {
        return events.stream()
                .filter(WorkerEvent.Started.class::isInstance)
                .map(WorkerEvent.Started.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
