package sam.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import sam.worker.HostJob;

/// `sam host`: what the workbench starts to answer short questions; JSON lines in, JSON lines out, until the input
/// ends.
@Command(name = "host", hidden = true, description = "Answer questions on standard input.")
final class HostVerb implements Callable<Integer> {
    /// Loading a large model does not look up from its work; nobody waits for it any more.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public Integer call() throws Exception {
        HostJob.run(System.in, System.out, HostVerb::endSoon);
        return Sam.DONE;
    }

    private static void endSoon() {
        Thread.ofPlatform().daemon().name("end").start(() -> {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(Sam.DONE);
        });
    }
}
