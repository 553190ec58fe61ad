package sam.runs;

import java.io.IOException;
import java.util.UUID;
import sam.durable.Journal;
import sam.durable.Json;
import sam.protocol.RunFolder;
import sam.protocol.WorkerCommand;

/// Asks something of the worker of a run: a line in `commands.jsonl`, obeyed at its next step.
public final class CommandSender {
    private CommandSender() {}

    public static void send(RunFolder run, WorkerCommand.Verb verb) throws IOException {
        try (var journal = Journal.open(run.commands())) {
            journal.append(Json.line(new WorkerCommand(UUID.randomUUID().toString(), verb)));
            journal.force();
        }
    }
}
