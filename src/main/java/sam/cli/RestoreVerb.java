package sam.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.Library;

/// `sam restore`: puts a backup in the place of a library.
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Put a backup in the place of a library; what was there is kept beside it.")
@SuppressWarnings("NullAway.Init")
final class RestoreVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--library", required = true, paramLabel = "F")
    private Path library;

    @Option(names = "--from", required = true, paramLabel = "FILE")
    private Path from;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Library.restore(library, from);
        var out = spec.commandLine().getOut();
        out.println(
                json
                        ? Json.MAPPER.createObjectNode().put("restored", from.toString())
                        : Plain.text("%s is back as it was in %s.", library, from));
        out.flush();
        return Sam.DONE;
    }
}
