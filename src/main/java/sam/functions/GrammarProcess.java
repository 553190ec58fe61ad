package sam.functions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.ImportException;
import sam.processes.ChildJvm;
import sam.processes.NativeFolders;
import sam.processes.NoPlaceException;
import sam.processes.PipedException;
import sam.processes.PipedJvm;

/// The grammars in a process of their own. A file that is too much for them ends that process alone; the next file is
/// read by a new one.
final class GrammarProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrammarProcess.class);

    private final Function<Path, List<String>> command;
    private final Path natives;
    private @Nullable PipedJvm jvm;

    private GrammarProcess(Function<Path, List<String>> command, Path natives) {
        this.command = command;
        this.natives = natives;
    }

    /// The command of this program's grammars, which unpack their libraries in a folder.
    static List<String> usual(Path natives) {
        return ChildJvm.withHeap("160m")
                .with("-Djava.io.tmpdir=" + natives)
                .with("-XX:ErrorFile=" + natives.resolve("error.log"))
                .with("-XX:-CreateCoredumpOnCrash")
                .command(GrammarMain.class, natives.toString());
    }

    static GrammarProcess start(Function<Path, List<String>> command) throws IOException {
        try {
            var natives = Files.createTempDirectory(NativeFolders.small(), "sam-grammars");
            return new GrammarProcess(command, natives);
        } catch (NoPlaceException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The documented functions of a file, or none when the grammar failed on it.
    Optional<List<FoundFunction>> functions(String language, String text) throws IOException {
        var running = running();
        try {
            running.send(Json.line(new GrammarMain.Question(language, text)));
            running.flush();
            var answer = running.next();
            if (answer != null) {
                return Optional.of(
                        Json.MAPPER.readValue(answer, GrammarMain.Answer.class).functions());
            }
        } catch (PipedException died) {
            // counted by whoever asked; why it died is for who looks into it
            LOG.info("The grammars ended on a file", died);
        }
        end();
        return Optional.empty();
    }

    private PipedJvm running() throws IOException {
        var there = jvm;
        if (there == null) {
            there = PipedJvm.start("Reading source files", command.apply(natives));
            jvm = there;
            String first;
            try {
                first = there.next();
            } catch (PipedException e) {
                throw new ImportException(
                        Plain.text("The grammars cannot be loaded. %s", String.valueOf(e.getMessage())), e);
            }
            if (!GrammarMain.READY.equals(first)) {
                throw new ImportException("The grammars cannot be loaded: their process said nothing.");
            }
        }
        return there;
    }

    private void end() throws IOException {
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
    }

    @Override
    public void close() throws IOException {
        end();
        AtomicFiles.deleteTree(natives);
    }
}
