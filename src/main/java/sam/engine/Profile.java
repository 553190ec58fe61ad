package sam.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Where a pass spends its processor time, by kernel; kept only where the property `sam.profile` is set.
public final class Profile {
    static final boolean ON = Boolean.getBoolean("sam.profile");
    private static final Map<String, long[]> SPENT = new ConcurrentHashMap<>();

    private static final com.sun.management.OperatingSystemMXBean PROCESS = (com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean();

    private Profile() {}

    /// Nanoseconds of processor time that the process has used: a busy neighbour does not stretch them.
    static long now() {
        return ON ? PROCESS.getProcessCpuTime() : 0;
    }

    static void add(String kernel, long nanos) {
        SPENT.compute(kernel, (_, old) -> {
            var now = old == null ? new long[2] : old;
            now[0] += nanos;
            now[1]++;
            return now;
        });
    }

    /// Forgets what was measured so far.
    public static void clear() {
        SPENT.clear();
    }

    /// Milliseconds of each kernel, empty where nothing is kept.
    public static Map<String, Long> millis() {
        var result = new TreeMap<String, Long>();
        SPENT.forEach((kernel, spent) -> result.put(kernel, spent[0] / 1_000_000));
        return result;
    }
}
