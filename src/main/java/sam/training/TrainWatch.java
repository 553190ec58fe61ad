package sam.training;

import java.util.Optional;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;

/// Whoever stands beside a training run: hears its events and says what it should do.
public interface TrainWatch {
    /// Called on the training thread, in order.
    void event(WorkerEvent event);

    /// The oldest command that was not answered yet; asked at every step's end and ten times a second in a pause.
    Optional<WorkerCommand.Verb> nextCommand();
}
