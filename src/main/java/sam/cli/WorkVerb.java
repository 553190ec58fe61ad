package sam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sam.durable.Plain;
import sam.protocol.ChainOrder;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.worker.RunSession;
import sam.worker.WorkerMain;
import sam.workers.WorkerProcess;

/// `sam worker`: what the workbench starts; works on a prepared run folder until its order is done.
@Command(name = "worker", hidden = true, description = "Work on a prepared run folder.")
final class WorkVerb implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUNDIR")
    private Path folder = Path.of("");

    @Option(names = "--apart", description = "Start it in a process of its own, as the window does, and print its id.")
    private boolean apart;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var run = new RunFolder(folder.toAbsolutePath().normalize());
        if (!Files.exists(run.job())) {
            throw new IOException(Plain.text("%s is no run folder: it has no job.json.", folder));
        }
        if (apart) {
            spec.commandLine().getOut().println(WorkerProcess.start(run).pid());
            spec.commandLine().getOut().flush();
            return Sam.DONE;
        }
        var progress = new StepPrinter(spec.commandLine().getErr());
        if (!(RunSession.order(run) instanceof TrainOrder) && !(RunSession.order(run) instanceof ChainOrder)) {
            // nothing of it can be resumed, so ending the process is how it is stopped
            try (var session = RunSession.open(run, InstantSource.system(), progress)) {
                WorkerMain.run(session);
            }
            return Sam.DONE;
        }
        var end = Interrupts.guard(WorkerMain::run, run, InstantSource.system(), progress, _ -> {});
        return end.interrupted() ? Sam.INTERRUPTED : Sam.DONE;
    }
}
