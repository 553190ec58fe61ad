package sam.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.durable.Json;
import sam.durable.Plain;
import sam.project.SampleProject;
import sam.worker.CheckJob;

/// `sam check`: whether this machine is fit for a long run.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Check this machine: engine, gradients, disk, memory.")
final class CheckVerb implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object a finding.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var home = Path.of(System.getProperty("user.home"));
        boolean all = true;
        for (var finding : CheckJob.run(SampleProject.assets().resolve("parity"), home)) {
            all &= finding.ok();
            out.println(
                    json
                            ? Json.line(finding)
                            : Plain.text("%-4s %-10s %s", finding.ok() ? "ok" : "OFF", finding.name(), finding.text()));
        }
        out.flush();
        return all ? Sam.DONE : Sam.FAILED;
    }
}
