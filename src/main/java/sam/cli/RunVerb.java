package sam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sam.durable.JournalTail;
import sam.durable.Json;
import sam.durable.Plain;
import sam.protocol.EventLines;
import sam.protocol.RunFolder;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.runs.CommandSender;
import sam.workers.WorkerProcess;
import tools.jackson.core.JacksonException;

/// `sam run`: asks something of the worker of a run folder, or says how the run stands.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Pause, resume, checkpoint or stop a run, or say how it stands.")
final class RunVerb implements Callable<Integer> {
    enum Act {
        PAUSE,
        RESUME,
        CHECKPOINT,
        STOP,
        STATUS
    }

    @Parameters(index = "0", paramLabel = "RUNDIR", description = "The run folder.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "pause|resume|checkpoint|stop|status", description = "What to do.")
    private Act act = Act.STATUS;

    @Option(names = "--json", description = "Print the status as one JSON object.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var run = new RunFolder(folder.toAbsolutePath().normalize());
        if (!Files.exists(run.job())) {
            throw new IOException(Plain.text("%s is no run folder: it has no job.json.", folder));
        }
        switch (act) {
            case STATUS -> status(run);
            case PAUSE -> send(run, WorkerCommand.Verb.PAUSE);
            case RESUME -> send(run, WorkerCommand.Verb.RESUME);
            case CHECKPOINT -> send(run, WorkerCommand.Verb.CHECKPOINT);
            case STOP -> send(run, WorkerCommand.Verb.STOP);
        }
        return Sam.DONE;
    }

    private void send(RunFolder run, WorkerCommand.Verb verb) throws IOException {
        if (!WorkerProcess.isAlive(run)) {
            throw new IOException(Plain.text(
                    "No worker is at %s, so nobody would obey. Resume the run with sam train --out %s --resume.",
                    run.root(), run.root()));
        }
        CommandSender.send(run, verb);
        spec.commandLine()
                .getErr()
                .printf(Locale.ROOT, "Asked: %s.%n", verb.name().toLowerCase(Locale.ROOT));
        spec.commandLine().getErr().flush();
    }

    private void status(RunFolder run) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        var state = WorkerProcess.isAlive(run) ? "running" : "stopped";
        fields.put("state", state);
        for (var event : events(run)) {
            switch (event) {
                case WorkerEvent.Started e -> {
                    fields.put("state", state);
                    fields.remove("reason");
                    fields.put("total_steps", e.totalSteps());
                }
                case WorkerEvent.Step e -> {
                    fields.put("step", e.step());
                    fields.put("loss", e.loss());
                }
                case WorkerEvent.Skipped e -> fields.put("skipped_steps", e.skipped());
                case WorkerEvent.RolledBack e -> {
                    fields.put("step", e.step());
                    fields.put("reason", "The loss or gradient of three steps in a row was no number.");
                }
                case WorkerEvent.Evaluated e -> fields.put("eval_loss", e.loss());
                case WorkerEvent.Paused _ -> fields.put("state", state.equals("running") ? "paused" : state);
                case WorkerEvent.Resumed _ -> {
                    fields.put("state", state);
                    fields.remove("reason");
                }
                case WorkerEvent.Finished _ -> fields.put("state", "finished");
                case WorkerEvent.Failed e -> {
                    fields.put("state", state.equals("running") ? state : "failed");
                    fields.put("reason", e.what());
                }
                default -> fields.putIfAbsent("step", 0L);
            }
        }
        print(fields);
    }

    /// What the journal tells; a line that cannot be read is passed over.
    private static List<WorkerEvent> events(RunFolder run) throws IOException {
        var events = new ArrayList<WorkerEvent>();
        for (var line : new JournalTail(run.events()).poll()) {
            try {
                EventLines.add(events, EventLines.read(line).event());
            } catch (JacksonException e) {
                events.add(new WorkerEvent.Note("unreadable line: " + line));
            }
        }
        return events;
    }

    private void print(Map<String, Object> fields) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(fields));
        } else {
            fields.forEach((name, value) -> out.printf(Locale.ROOT, "%s: %s%n", name.replace('_', ' '), value));
        }
        out.flush();
    }
}
