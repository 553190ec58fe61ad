package sam.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import sam.durable.Plain;
import sam.library.Library;
import sam.library.LibraryException;

/// What several verbs do alike.
final class Verbs {
    private Verbs() {}

    /// Opens a library that must be there: a mistyped name is not answered with an empty library.
    static Library existing(Path library) {
        if (!Files.exists(library)) {
            throw new LibraryException(
                    Plain.text("There is no library %s. Check the name, or make one with sam import.", library));
        }
        return Library.open(library, InstantSource.system());
    }

    static int phase(CommandSpec spec, int phase) {
        if (phase < 1 || phase > 4) {
            throw new ParameterException(
                    spec.commandLine(), Plain.text("There is no phase %d; phases are 1 to 4.", phase));
        }
        return phase;
    }

    /// A line of progress or news on standard error.
    static void say(CommandSpec spec, String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
