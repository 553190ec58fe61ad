package sam.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sam.durable.FolderLock;
import sam.protocol.JobOrder;
import sam.protocol.Orders;
import sam.protocol.RunFolder;

/// Starts workers: each its own JVM, in a session of its own, so that neither the window's end nor a closed terminal
/// reaches it.
public final class WorkerProcess {
    private WorkerProcess() {}

    /// Writes the order into a new run folder. Refuses a folder that already holds a run.
    public static RunFolder prepare(Path root, JobOrder order) throws IOException {
        var run = new RunFolder(root.toAbsolutePath().normalize());
        if (Files.exists(run.job())) {
            throw new RunException("%s already holds a run. Resume it, or choose another folder.".formatted(root));
        }
        Orders.write(run, order);
        return run;
    }

    /// Starts the worker of a prepared run, or resumes it where it was; refused while a worker lives in it.
    public static ProcessHandle start(RunFolder run) throws IOException {
        if (isAlive(run)) {
            throw new RunException("A worker is already at this run. Watch it, or stop it first.");
        }
        var command = new ArrayList<String>();
        var setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.addAll(java("1g"));
        command.addAll(List.of("worker", run.root().toString()));
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(run.log().toFile()));
        environment(builder);
        return builder.start().toHandle();
    }

    public static boolean isAlive(RunFolder run) {
        try {
            return FolderLock.isHeld(run.lock());
        } catch (IOException e) {
            return false;
        }
    }

    /// The same as `java` for a JVM that writes text: the vector kernels need a module of their own. It warns of that
    /// on
    /// its error stream at once, which whoever starts it keeps from people.
    public static List<String> javaWithVectors(String heap) {
        var command = new ArrayList<>(java(heap));
        command.addAll(1, List.of("--add-modules", "jdk.incubator.vector"));
        // the kernels are compiled one by one: together they pass the compiler's limits
        command.addAll(
                1, List.of("-XX:CompileCommand=quiet", "-XX:CompileCommand=dontinline,sam.llm.decode.Kernel*::*"));
        return command;
    }

    /// The command that runs this very program in a new JVM, up to and including its main class.
    public static List<String> java(String heap) {
        var windows = System.getProperty("os.name").startsWith("Windows");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
                .toString());
        command.addAll(List.of("-Xms32m", "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        // What loading a model leaves behind goes back to the system before training begins (`ProcessMemory.settle`).
        command.addAll(List.of("-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:-ShrinkHeapInSteps"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.awt.headless=true");
        for (var property : List.of("user.home", "sam.assets", "sam.data", "sam.threads", "DJL_CACHE_DIR")) {
            var value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        var archive = System.getProperty("sam.start-archive");
        if (archive != null) {
            // As the launchers do: an archive that does not fit is left aside without a word.
            command.addAll(List.of("-XX:AOTCache=" + archive, "-XX:+VerifySharedSpaces"));
            command.addAll(List.of("-Xlog:aot*=off", "-Xlog:cds*=off"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "sam.Main"));
        return command;
    }

    /// What the engine's libraries must be told before the process starts.
    public static void environment(ProcessBuilder builder) {
        // With one busy neighbour, threads that always spin make a step four to ten times slower; ones that never do
        // sleep between products and lose a sixth. So they spin a moment.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putIfAbsent("GOMP_SPINCOUNT", "30000");
        // oneDNN compiles a product for every count of tokens it meets and keeps 1,024 of them, about half a megabyte
        // each; a run meets hundreds, a call needs a dozen or two.
        builder.environment().putIfAbsent("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "24");
        // Small blocks that glibc keeps for quick reuse split the large ones that a batch frees: the next batch's
        // tensors fit between them only where they are no longer than the last one's.
        builder.environment().putIfAbsent("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0");
        builder.environment().put("DJL_OFFLINE", "true");
        builder.environment().put("OPT_OUT_TRACKING", "true");
    }

    private static java.io.File nothing() {
        return new java.io.File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }
}
