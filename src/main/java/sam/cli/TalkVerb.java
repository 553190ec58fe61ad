package sam.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.worker.TalkJob;

/// `sam talk`: what the workbench starts to answer; JSON lines in, JSON lines out, until the input ends.
@Command(name = "talk", hidden = true, description = "Answer requests on standard input.")
final class TalkVerb implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR")
    private Path model = Path.of("");

    @Override
    public Integer call() throws Exception {
        TalkJob.run(model, System.in, System.out);
        return Sam.DONE;
    }
}
