package sam.intake;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import sam.durable.Json;
import sam.durable.Plain;

/// The process that parses a file: what to read comes in on standard input, which stays open as long as somebody wants
/// the rows; what was parsed goes out, one [Parsed] a line. It opens no library.
final class ParserMain {
    private static final int PIPE_CHARS = 1 << 16;
    private static final int LEFT_ALONE = 1;

    private ParserMain() {}

    /// What is wanted of a file.
    enum Wanted {
        ROWS,
        GROUPS,
        HEAD
    }

    record Order(String file, ImportSettings settings, Wanted wanted) {}

    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var order = Json.MAPPER.readValue(in.readLine(), Order.class);
        Thread.ofPlatform().daemon().name("owner").start(() -> outliveNobody(in));
        var pipe = new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.US_ASCII);
        try (var out = new BufferedWriter(pipe, PIPE_CHARS)) {
            var file = Path.of(order.file());
            switch (order.wanted()) {
                case ROWS -> RowParser.parse(file, order.settings(), parsed -> write(parsed, out));
                case GROUPS -> write(told(file, () -> new Parsed.Groups(ParquetRows.groups(file))), out);
                case HEAD -> write(told(file, () -> new Parsed.Head(RowParser.head(file))), out);
            }
        }
    }

    private interface Asked {
        Parsed tell() throws IOException;
    }

    private static Parsed told(Path file, Asked asked) {
        try {
            return asked.tell();
        } catch (ImportException e) {
            return new Parsed.Fault(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Parsed.Fault(Plain.text("%s cannot be read (%s).", file, e.getMessage()));
        }
    }

    private static void outliveNobody(BufferedReader in) {
        try {
            in.skip(Long.MAX_VALUE);
        } catch (IOException gone) {
            // the same
        }
        Runtime.getRuntime().halt(LEFT_ALONE);
    }

    private static boolean write(Parsed parsed, Writer out) {
        try {
            out.write(parsed.json());
            out.write('\n');
            if (!(parsed instanceof Parsed.Taken || parsed instanceof Parsed.Refused)) {
                out.flush();
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
