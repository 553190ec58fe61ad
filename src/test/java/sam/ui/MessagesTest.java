package sam.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The words of the window: none missing, none left over, none twice.
class MessagesTest {
    private static final Path WORDS = Path.of("src/main/resources/sam/messages.properties");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+)\"");
    private static final Pattern USE = Pattern.compile("Texts\\.of\\(\\s*\"([^\"]+)\"(\\s*\\+)?");

    @Test
    void everyTextThatIsUsedExists() throws IOException {
        var known = keys();
        var missing = new TreeSet<String>();
        for (var source : sources()) {
            var use = USE.matcher(source);
            while (use.find()) {
                if (use.group(2) == null && !known.contains(use.group(1))) {
                    missing.add(use.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyTextThatExistsIsUsed() throws IOException {
        var named = new HashSet<String>();
        var beginnings = new HashSet<String>();
        for (var source : sources()) {
            var literal = LITERAL.matcher(source);
            while (literal.find()) {
                named.add(literal.group(1));
            }
            var use = USE.matcher(source);
            while (use.find()) {
                if (use.group(2) != null) {
                    beginnings.add(use.group(1));
                }
            }
        }
        var unused = new TreeSet<>(keys());
        unused.removeAll(named);
        unused.removeIf(key -> beginnings.stream().anyMatch(key::startsWith));
        assertThat(unused).isEmpty();
    }

    @Test
    void noKeyStandsTwice() throws IOException {
        assertThat(keys()).doesNotHaveDuplicates();
    }

    @Test
    void textsAreSentencesWithoutExclamationMarks() throws IOException {
        assertThat(Files.readAllLines(WORDS, StandardCharsets.UTF_8)).noneMatch(line -> line.contains("!"));
    }

    private static List<String> keys() throws IOException {
        return Files.readAllLines(WORDS, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')).strip())
                .toList();
    }

    private static List<String> sources() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
