package sam.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import sam.durable.Json;
import sam.worker.CalibrateJob;

/// `sam calibrate`: measures this machine for the planner; one JSON object.
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = "Measure this machine for the planner (about 10 s); prints one JSON object.")
final class CalibrateVerb implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(Json.line(CalibrateJob.run()));
        spec.commandLine().getOut().flush();
        return Sam.DONE;
    }
}
