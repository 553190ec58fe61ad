package sam.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Plain;
import sam.processes.JvmOptions;

/// The JVM's archive of this program's classes, loaded and linked in a rehearsal of the start; the next start maps it
/// instead of reading four thousand classes out of jars. It only ever saves time: without one, or with one made from
/// other jars or by another JDK, the JVM starts as always.
public final class StartArchive {
    /// Names the archive the launcher gave to the JVM.
    public static final String PROPERTY = "sam.start-archive";

    private static final long PATIENCE_SECONDS = 300;

    private final Path file;
    private final String classPath;

    StartArchive(Path file, String classPath) {
        this.file = file.toAbsolutePath().normalize();
        this.classPath = classPath;
    }

    /// This program's own archive, unless it was started without one or from a folder of classes, which no archive
    /// can hold.
    static Optional<StartArchive> ofThisProgram() {
        var named = System.getProperty(PROPERTY);
        return named == null
                ? Optional.empty()
                : Optional.of(new StartArchive(Path.of(named), System.getProperty("java.class.path")))
                        .filter(StartArchive::canBeMade);
    }

    /// `StartArchive FILE` makes an archive that is missing or out of date. At the end of a build the jar just made is
    /// named too: it is put beside the archive first. Nothing here ever fails a build, and nothing is said.
    public static void main(String[] args) {
        var file = Path.of(args[0]).toAbsolutePath();
        var classPath = System.getProperty("java.class.path");
        try {
            if (args.length > 1) {
                classPath = ownJar(Path.of(args[1]), AtomicFiles.parent(file)) + others(classPath);
            }
            var archive = new StartArchive(file, classPath);
            if (archive.canBeMade() && !archive.isCurrent()) {
                archive.make();
            }
        } catch (IOException e) {
            // A full disk or a folder that is read only: the program starts without an archive, as it always can.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The program runs from a copy of the built jar that is replaced, never written into: a worker that has it open
    /// goes on with the old one. The file `built` says by its age up to when the copy holds what was compiled.
    private static Path ownJar(Path built, Path folder) throws IOException {
        Files.createDirectories(folder);
        var jar = folder.resolve("sam.jar");
        if (!Files.exists(jar) || Files.mismatch(built, jar) >= 0) {
            AtomicFiles.write(jar, Files.readAllBytes(built));
        }
        AtomicFiles.write(folder.resolve("built"), new byte[0]);
        return jar;
    }

    private static String others(String classPath) {
        return classPath.substring(classPath.indexOf(File.pathSeparatorChar));
    }

    /// Makes the archive anew in a process of its own, which gives way to everything else and outlives the window.
    void remakeBeside() throws IOException {
        var command = new ArrayList<String>();
        var nice = Path.of("/usr/bin/nice");
        if (Files.isExecutable(nice)) {
            command.addAll(List.of(nice.toString(), "-n", "19"));
        }
        command.add(java());
        command.addAll(JvmOptions.of(JvmOptions.ALL, JvmOptions.WINDOW));
        command.add("-Xmx64m");
        var assets = System.getProperty("sam.assets");
        if (assets != null) {
            command.add("-Dsam.assets=" + assets);
        }
        command.addAll(List.of("-cp", classPath, StartArchive.class.getName(), file.toString()));
        silent(command).start();
    }

    /// Whether the archive was made by this JDK from these very jars.
    boolean isCurrent() throws IOException {
        return Files.exists(file)
                && Files.exists(note())
                && Files.readString(note()).equals(madeOf());
    }

    boolean canBeMade() {
        return Files.isWritable(AtomicFiles.parent(file))
                && Stream.of(classPath.split(File.pathSeparator))
                        .allMatch(entry -> Files.isRegularFile(Path.of(entry)));
    }

    private void make() throws IOException, InterruptedException {
        var lock = FolderLock.tryLock(beside(".lock"));
        if (lock.isEmpty()) {
            return;
        }
        var seen = beside(".seen");
        var part = beside(".part");
        var home = Files.createTempDirectory("sam-rehearsal");
        try (var _ = lock.get()) {
            var madeOf = madeOf();
            var rehearsal = command("-XX:AOTMode=record", "-XX:AOTConfiguration=" + seen);
            rehearsal.addAll(rehearsalFlags(home));
            rehearsal.addAll(List.of("-cp", classPath, "sam.Rehearsal"));
            var writing = command("-XX:AOTMode=create", "-XX:AOTConfiguration=" + seen, "-XX:AOTCache=" + part);
            writing.addAll(List.of("-cp", classPath));
            if (ran(rehearsal) && ran(writing) && Files.exists(part)) {
                Files.deleteIfExists(note());
                AtomicFiles.publish(part, file);
                AtomicFiles.write(note(), madeOf.getBytes(StandardCharsets.UTF_8));
            }
        } finally {
            Files.deleteIfExists(seen);
            Files.deleteIfExists(part);
            AtomicFiles.deleteTree(home);
        }
    }

    /// The rehearsal draws its window nowhere, keeps its project in a folder of its own, and touches nobody's home.
    private static List<String> rehearsalFlags(Path home) {
        var flags = new ArrayList<>(List.of(
                "-Dglass.platform=Headless",
                "-Dprism.order=sw",
                "-Dsam.home=" + home.resolve("sam"),
                "-Duser.home=" + home));
        var assets = System.getProperty("sam.assets");
        if (assets != null) {
            flags.add("-Dsam.assets=" + assets);
        }
        return flags;
    }

    private static List<String> command(String... more) {
        var command = new ArrayList<String>();
        command.add(java());
        // an archive serves only the collector it was made with
        command.addAll(JvmOptions.of(JvmOptions.ALL, JvmOptions.WINDOW));
        command.add("-Xlog:disable");
        command.addAll(List.of(more));
        return command;
    }

    private static boolean ran(List<String> command) throws IOException, InterruptedException {
        var process = silent(command).start();
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder silent(List<String> command) {
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "SAM_JVM_OPTIONS"));
        return builder;
    }

    private static String java() {
        var name = System.getProperty("os.name").startsWith("Windows") ? "java.exe" : "java";
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private Path note() {
        return beside(".made-of");
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private String madeOf() throws IOException {
        var text = new StringBuilder();
        for (var property : List.of("java.home", "java.vm.vendor", "java.vm.version")) {
            text.append(System.getProperty(property)).append('\n');
        }
        for (var entry : classPath.split(File.pathSeparator)) {
            var jar = Path.of(entry);
            text.append(Plain.text("%s %d %s%n", jar, Files.size(jar), Files.getLastModifiedTime(jar)));
        }
        return text.toString();
    }
}
