package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.durable.AtomicFiles;

/// `packaging/sam` on a build of its own in a temporary folder: the archive makes it quicker and never changes what it
/// does or says.
class StartScriptIT {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    @TempDir
    private static Path program;

    private static Path target;
    private static Path archive;

    /// Builds as the pom does: classes, their jar, the class path, then the archive.
    @BeforeAll
    static void build() throws Exception {
        target = program.resolve("target");
        archive = target.resolve("start/sam.aot");
        copy(Path.of("packaging"), program.resolve("packaging"));
        copy(Path.of("assets/base"), program.resolve("assets/base"));
        copy(Path.of("assets/sample"), program.resolve("assets/sample"));
        copy(Path.of("target/classes"), target.resolve("classes"));
        Files.copy(Path.of("target/classpath.txt"), target.resolve("classpath.txt"));
        var jar = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(jar.run(
                        System.out,
                        System.err,
                        "--create",
                        "--file",
                        target.resolve("sam-workbench.jar").toString(),
                        "-C",
                        target.resolve("classes").toString(),
                        "."))
                .isZero();
        assertThat(makeArchive(archive)).isEmpty();
        assertThat(archive).isRegularFile();
    }

    /// What was only read may still be mapped by nobody; on every system the folder can go.
    @AfterAll
    static void forget() throws IOException {
        AtomicFiles.deleteTree(target);
    }

    @Test
    void theProgramsClassesComeFromTheArchive() throws Exception {
        var loaded = program.resolve("loaded.txt");
        assertThat(sam("-Xlog:class+load:file=" + loaded, "--version")).isEqualTo("SAM Workbench 0.1.0");

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("sam.cli.Sam source: shared objects file"));
    }

    @Test
    void aBuildThatChangedNothingLeavesTheArchiveAsItIs() throws Exception {
        var before = Files.getLastModifiedTime(archive);

        assertThat(makeArchive(archive)).isEmpty();

        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(before);
        assertThat(Files.exists(target.resolve("start/sam.aot.seen"))).isFalse();
        assertThat(Files.exists(target.resolve("start/sam.aot.part"))).isFalse();
    }

    @Test
    void aDamagedCutOrForeignArchiveIsLeftAsideWithoutAWord() throws Exception {
        var whole = Files.readAllBytes(archive);
        try {
            var damaged = whole.clone();
            for (int i = 20_000; i < damaged.length; i += 997) {
                damaged[i] ^= 0x55;
            }
            for (var content : List.of(damaged, java.util.Arrays.copyOf(whole, whole.length / 3), new byte[0])) {
                Files.write(archive, content);
                assertThat(sam("", "--version")).isEqualTo("SAM Workbench 0.1.0");
            }
            Files.delete(archive);
            assertThat(sam("", "--version")).isEqualTo("SAM Workbench 0.1.0");
        } finally {
            Files.write(archive, whole);
        }
    }

    @Test
    void whatWasCompiledAfterTheJarIsWhatRuns() throws Exception {
        var main = target.resolve("classes/sam/Main.class");
        var built = Files.getLastModifiedTime(target.resolve("start/built"));
        var before = Files.getLastModifiedTime(main);
        try {
            Files.setLastModifiedTime(main, FileTime.from(built.toInstant().plus(Duration.ofSeconds(5))));
            var loaded = program.resolve("loaded-from-classes.txt");
            assertThat(sam("-Xlog:class+load:file=" + loaded, "--version")).isEqualTo("SAM Workbench 0.1.0");

            assertThat(Files.readAllLines(loaded))
                    .anyMatch(line -> line.contains("sam.Main source: file:") && line.contains("classes"));
        } finally {
            Files.setLastModifiedTime(main, before);
        }
    }

    @Test
    void sourcesNewerThanTheBuildAreSpokenOf() throws Exception {
        var source = program.resolve("src/main/java/sam/Later.java");
        Files.createDirectories(AtomicFiles.parent(source));
        Files.writeString(source, "");
        Files.setLastModifiedTime(
                source,
                FileTime.from(Files.getLastModifiedTime(target.resolve("start/built"))
                        .toInstant()
                        .plus(Duration.ofSeconds(5))));
        try {
            var said = sam("", "--version");

            assertThat(said).endsWith("SAM Workbench 0.1.0");
            if (!WINDOWS) {
                assertThat(said).startsWith("The sources changed after the last build");
            }
        } finally {
            Files.delete(source);
        }
    }

    @Test
    void anArchiveOfAnotherJdkIsMadeAnewBesideTheWindow() throws Exception {
        var jars = target.resolve("start/sam.jar")
                + File.pathSeparator
                + Files.readString(target.resolve("classpath.txt")).strip();
        var mine = new StartArchive(archive, jars);
        assertThat(mine.isCurrent()).isTrue();
        Files.writeString(target.resolve("start/sam.aot.made-of"), "another JDK");
        assertThat(mine.isCurrent()).isFalse();

        mine.remakeBeside();

        Awaitility.await().atMost(Duration.ofMinutes(4)).until(mine::isCurrent);
        assertThat(sam("", "--version")).isEqualTo("SAM Workbench 0.1.0");
    }

    @Test
    void whereNoArchiveCanBeWrittenTheBuildEndsQuietly() throws Exception {
        var blocked = Files.writeString(program.resolve("blocked"), "a file where a folder should be");

        assertThat(makeArchive(blocked.resolve("sam.aot"))).isEmpty();
        assertThat(blocked).hasContent("a file where a folder should be");
    }

    @Test
    void onADiskThatFillsUpNothingIsLeftBehindAndTheProgramStarts() throws Exception {
        if (WINDOWS) {
            return;
        }
        var full = Files.createDirectories(program.resolve("full"));
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 8192; exec \"$@\"", "sh"));
        command.addAll(maker(full.resolve("sam.aot")));

        assertThat(said(command, Map.of())).isEmpty();

        try (var left = Files.list(full)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("sam.jar", "built", "sam.aot.lock");
        }
    }

    /// What the program says on both its streams together, with JVM options of the person's own.
    private static String sam(String options, String... arguments) throws Exception {
        var script =
                program.resolve(WINDOWS ? "packaging/sam.cmd" : "packaging/sam").toString();
        var command = new ArrayList<String>(WINDOWS ? List.of(script) : List.of("/bin/sh", script));
        command.addAll(List.of(arguments));
        return said(command, Map.of("SAM_JVM_OPTIONS", options, "SAM_JAVA", java()));
    }

    private static String makeArchive(Path file) throws Exception {
        return said(maker(file), Map.of());
    }

    private static List<String> maker(Path file) throws IOException {
        return List.of(
                java(),
                "-cp",
                target.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(target.resolve("classpath.txt")).strip(),
                "sam.app.StartArchive",
                file.toString(),
                target.resolve("sam-workbench.jar").toString());
    }

    private static String said(List<String> command, Map<String, String> environment) throws Exception {
        var out = Files.createTempFile(program, "said", ".txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(out).strip();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", WINDOWS ? "java.exe" : "java")
                .toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (var path : tree.toList()) {
                var place = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(path, place);
                }
            }
        }
    }
}
