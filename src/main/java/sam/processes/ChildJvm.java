package sam.processes;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A JVM of its own that runs this very program: the full compiler whatever the JVM at hand has, and a heap of its own.
public final class ChildJvm {
    /// What was said of this program to the JVM at hand, and holds for its children.
    private static final List<String> INHERITED = List.of(
            "user.home",
            "java.io.tmpdir",
            "sam.home",
            "sam.assets",
            "sam.data",
            "sam.threads",
            "DJL_CACHE_DIR",
            "ENGINE_CACHE_DIR");

    private final String heap;
    private final JvmOptions[] kinds;
    private final List<String> flags = new ArrayList<>();

    private ChildJvm(String heap, JvmOptions... kinds) {
        this.heap = heap;
        this.kinds = kinds;
    }

    /// With at most this much Java heap, as `-Xmx` says it.
    public static ChildJvm withHeap(String heap) {
        return new ChildJvm(heap, JvmOptions.ALL, JvmOptions.ENGINE);
    }

    /// The same for a JVM that writes text. It warns of the module it needs on its error stream at once, which whoever
    /// starts it keeps from people.
    public static ChildJvm withVectors(String heap) {
        return new ChildJvm(heap, JvmOptions.ALL, JvmOptions.ENGINE, JvmOptions.VECTORS);
    }

    /// With one option more.
    public ChildJvm with(String flag) {
        flags.add(flag);
        return this;
    }

    /// The command that runs a verb of this program.
    public List<String> command(String... verb) {
        return command("sam.Main", verb);
    }

    /// The command that runs another of its classes.
    public List<String> command(Class<?> main, String... arguments) {
        return command(main.getName(), arguments);
    }

    /// A process of that command, told what the engine's libraries must be told before it starts.
    public ProcessBuilder process(String... verb) {
        return prepared(new ProcessBuilder(command(verb)));
    }

    /// What a user has set stays.
    public static ProcessBuilder prepared(ProcessBuilder builder) {
        JvmOptions.environment().forEach(builder.environment()::putIfAbsent);
        return builder;
    }

    /// Where what a process says goes when nobody reads it, and what it reads when nobody writes.
    public static File nothing() {
        return new File(isWindows() ? "NUL" : "/dev/null");
    }

    private List<String> command(String main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", isWindows() ? "java.exe" : "java")
                .toString());
        command.addAll(JvmOptions.of(kinds));
        command.add("-Xmx" + heap);
        command.add("-Djava.awt.headless=true");
        for (var property : INHERITED) {
            var value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        var archive = System.getProperty("sam.start-archive");
        if (archive != null) {
            command.add("-XX:AOTCache=" + archive);
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
