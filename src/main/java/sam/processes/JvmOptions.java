package sam.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The options of this program's JVMs, read from the files that the launchers hand to `java` with an `@`.
public enum JvmOptions {
    /// What every JVM gets.
    ALL("all.jvm"),
    /// The window's.
    WINDOW("window.jvm"),
    /// Those of verbs and workers, where tensors and rows are.
    ENGINE("engine.jvm"),
    /// What the kernels that write text need besides.
    VECTORS("vectors.jvm");

    private final String file;

    JvmOptions(String file) {
        this.file = file;
    }

    /// The options in order, one a line.
    public List<String> list() {
        return lines(file);
    }

    /// The options of several together.
    public static List<String> of(JvmOptions... kinds) {
        var options = new ArrayList<String>();
        for (var kind : kinds) {
            options.addAll(kind.list());
        }
        return options;
    }

    /// What the engine's libraries read from the environment.
    public static Map<String, String> environment() {
        var values = new LinkedHashMap<String, String>();
        for (var line : lines("engine.env")) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return values;
    }

    private static List<String> lines(String file) {
        try (var in = Objects.requireNonNull(JvmOptions.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
