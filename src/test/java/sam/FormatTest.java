package sam;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every source file looks as the formatter leaves it. It runs as a test because Maven itself may be on a JDK that
/// cannot parse Java 25; `mvn test-compile exec:exec@format` writes the formatted files.
class FormatTest {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everySourceFileIsFormatted() throws Exception {
        var unformatted = new ArrayList<String>();
        for (var file : sources(Path.of("src"))) {
            var text = Files.readString(file);
            try {
                if (!text.equals(format(text))) {
                    unformatted.add(file.toString());
                }
            } catch (FormatterException e) {
                unformatted.add(file + " cannot be read by the formatter: " + e.getMessage());
            }
        }
        assertThat(unformatted).as("run: mvn test-compile exec:exec@format").isEmpty();
    }

    public static void main(String[] args) throws Exception {
        for (var file : sources(Path.of(args[0]))) {
            var text = Files.readString(file);
            String formatted;
            try {
                // twice: what a broken comment becomes cannot be read again
                formatted = format(format(text));
            } catch (FormatterException e) {
                throw new IllegalStateException(
                        file
                                + " is left as it is: the formatter would break a long /// comment in two; make it"
                                + " shorter",
                        e);
            }
            if (!text.equals(formatted)) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + file);
            }
        }
    }

    private static String format(String text) throws FormatterException {
        return FORMATTER.formatSourceAndFixImports(text);
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
