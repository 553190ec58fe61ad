package sam.durable;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Resident memory of a process in bytes: what the system counts, not what the JVM believes.
public final class ProcessMemory {
    private static final Path OWN = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /// Resident now; 0 where the system does not say.
    public static long resident() {
        return field("VmRSS").or(ProcessMemory::askPs).orElse(0L);
    }

    /// The highest it has been; where the system keeps no such figure (macOS, Windows), what is resident now.
    public static long peak() {
        return field("VmHWM").orElseGet(ProcessMemory::resident);
    }

    /// Gives back what is no longer used after loading, before the long work begins; the JVM's flags let its heap
    /// shrink.
    public static void settle() {
        System.gc();
        NativeHeap.settle();
    }

    /// The memory of this machine; 8 GB where the JVM cannot tell.
    public static long ofMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 8L << 30;
    }

    private static Optional<Long> field(String name) {
        if (!Files.exists(OWN)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(OWN)) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// macOS has no /proc; `ps` answers in kibibytes.
    private static Optional<Long> askPs() {
        if (!System.getProperty("os.name").startsWith("Mac")) {
            return Optional.empty();
        }
        try {
            var pid = Long.toString(ProcessHandle.current().pid());
            var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", pid).start();
            var text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return ps.waitFor(2, TimeUnit.SECONDS) ? Optional.of(Long.parseLong(text) * 1024) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
