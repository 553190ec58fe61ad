package sam.processes;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// Heavy or risky work in a JVM of its own: rows in and answers out by pipe, a line of text each, with the full
/// compiler and a heap of its own. Closing it ends it, whatever it is at; when it dies, that is one sentence here
/// and nothing more.
///
/// Rows are written by one thread and answers read by one; a child that answers much while it is still being
/// written to needs two.
public final class PipedJvm implements AutoCloseable {
    private static final int OUT_OF_MEMORY = 3;

    private final String task;
    private final Process process;
    private final Path log;
    private final BufferedWriter rows;
    private final WholeLines answers;

    private PipedJvm(String task, Process process, Path log) {
        this.task = task;
        this.process = process;
        this.log = log;
        this.rows = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new WholeLines(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Starts a process; `task` names its work in the sentence that says how it ended, as in "Reading a.jsonl".
    public static PipedJvm start(String task, List<String> command) throws IOException {
        var log = Files.createTempFile("sam", ".log");
        try {
            var process = ChildJvm.prepared(new ProcessBuilder(command))
                    .redirectError(log.toFile())
                    .start();
            return new PipedJvm(task, process, log);
        } catch (IOException e) {
            Files.deleteIfExists(log);
            throw e;
        }
    }

    /// Hands a row over; one that holds a line break would be two.
    public void send(String row) throws IOException {
        try {
            rows.write(row);
            rows.write('\n');
        } catch (IOException e) {
            throw ended(e);
        }
    }

    /// Lets the rows sent so far arrive, where the child is to begin before they end.
    public void flush() throws IOException {
        try {
            rows.flush();
        } catch (IOException e) {
            throw ended(e);
        }
    }

    /// Says that no row follows.
    public void endOfRows() throws IOException {
        try {
            rows.close();
        } catch (IOException e) {
            throw ended(e);
        }
    }

    /// The next answer; null when the work is done. A child that died instead is a [PipedException].
    public @Nullable String next() throws IOException {
        var line = answers.next();
        if (line == null && status() != 0) {
            throw ended(null);
        }
        return line;
    }

    /// Ends the child from any thread, whatever it is at; whoever waits for its next answer learns that it died.
    public void end() {
        process.destroyForcibly();
    }

    private PipedException ended(@Nullable IOException cause) {
        int status = status();
        return new PipedException(
                status == OUT_OF_MEMORY
                        ? Plain.text("%s took more memory than it may have: what it was at is too large.", task)
                        : Plain.text("%s ended before its end%s.", task, lastWords()),
                cause);
    }

    private int status() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return -1;
        }
    }

    private String lastWords() {
        try {
            return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                    .reduce((_, last) -> last)
                    .map(last -> ": " + last.strip().replaceAll("\\.$", ""))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        status();
        answers.close();
        Files.deleteIfExists(log);
    }
}
