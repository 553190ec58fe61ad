package sam.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sam.durable.Json;

/// `sam backup`: a verified copy of a library beside it.
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Write a verified copy of a library into backups/ beside it; the newest 24 are kept.")
@SuppressWarnings("NullAway.Init")
final class BackupVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--library", required = true, paramLabel = "F")
    private Path library;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var open = Verbs.existing(library)) {
            var backup = open.backup();
            var out = spec.commandLine().getOut();
            out.println(
                    json ? Json.MAPPER.createObjectNode().put("backup", backup.toString()) : "Backed up to " + backup);
            out.flush();
        }
        return Sam.DONE;
    }
}
