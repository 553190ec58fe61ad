package sam.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.processes.ChildJvm;

/// The window's real process shows every page; what its memory maps is looked at all the while.
class WindowNativesIT {
    private static final String OURS = ".*(glass|prism|javafx|decora|jfx|freetype|sqlitejdbc|jnidispatch).*";

    @TempDir
    private Path folder;

    @Test
    void theWindowLoadsNoNativesButJavaFxSqliteAndJna() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "only Linux says what a process has mapped");
        var process = ChildJvm.withHeap("512m")
                .with("-Dglass.platform=Headless")
                .with("-Dprism.order=sw")
                .with("-Dsam.rehearsal=true")
                .with("-Dsam.home=" + folder.resolve("sam"))
                .with("-Duser.home=" + folder)
                .with("-Dsam.assets=" + SmallAssets.in(folder))
                .process()
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        try {
            var seen = new TreeSet<String>();
            while (process.isAlive()) {
                seen.addAll(libraries(process.pid()));
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("said")))
                    .isZero();
            assertThat(seen).anyMatch(library -> library.contains("sqlitejdbc"));
            assertThat(seen).allMatch(library -> library.matches(OURS));
        } finally {
            process.destroyForcibly();
        }
    }

    /// Shared libraries that neither the system nor the JDK brought. (The loader's own `ld.so.cache` is mapped for a
    /// moment
    /// when a library is opened; it is a list of them, not one.)
    private static Set<String> libraries(long pid) {
        try {
            var jdk = Path.of(System.getProperty("java.home")).toRealPath().toString();
            return libraries(pid, jdk);
        } catch (IOException | UncheckedIOException ended) {
            return Set.of();
        }
    }

    private static Set<String> libraries(long pid, String jdk) throws IOException {
        try (var maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
            return maps.map(line -> line.substring(line.indexOf('/') + 1))
                    .filter(path -> path.matches(".*\\.so(\\.\\d+)*( \\(deleted\\))?"))
                    .map(path -> "/" + path)
                    .filter(path -> !path.startsWith("/usr/lib") && !path.startsWith("/lib"))
                    .filter(path -> !path.startsWith(jdk))
                    .map(path -> path.substring(path.lastIndexOf('/') + 1))
                    .collect(Collectors.toSet());
        }
    }
}
