package sam.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A verb of the launcher computes in the launcher's process, a run of the window in a worker's: both have to tell the
/// engine's libraries the same.
class LauncherTest {
    private static final Pattern DEFAULT = Pattern.compile("(?m)^([A-Z_]+)=\\$\\{\\1:-([^}]*)}$");

    @Test
    void theLauncherTellsTheEngineWhatAWorkerTellsIt() throws Exception {
        var launcher = DEFAULT.matcher(Files.readString(Path.of("packaging/sam")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        var builder = new ProcessBuilder();
        builder.environment().clear();
        WorkerProcess.environment(builder);
        var worker = builder.environment();
        worker.keySet().removeAll(java.util.Set.of("DJL_OFFLINE", "OPT_OUT_TRACKING"));
        assertThat(launcher).containsKeys("OMP_WAIT_POLICY", "GLIBC_TUNABLES").isEqualTo(worker);
    }

    @Test
    void whatAUserHasSetStays() {
        var builder = new ProcessBuilder();
        builder.environment().putAll(Map.of("OMP_WAIT_POLICY", "ACTIVE", "GLIBC_TUNABLES", "glibc.malloc.check=1"));
        WorkerProcess.environment(builder);
        assertThat(builder.environment())
                .containsEntry("OMP_WAIT_POLICY", "ACTIVE")
                .containsEntry("GLIBC_TUNABLES", "glibc.malloc.check=1");
    }
}
