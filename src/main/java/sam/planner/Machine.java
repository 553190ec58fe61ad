package sam.planner;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The machine a plan is made for: its memory, how much of it training may take, and its threads.
public record Machine(long physicalBytes, long budgetBytes, int threads) {
    /// Share of memory that leaves an 8 GB Mac its 3 GB for the system (estimator study, section 4).
    private static final double ADVISED_SHARE = 0.62;

    /// This machine with the advised budget.
    public static Machine here() {
        long physical =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return new Machine(
                physical, advisedBudget(physical), Runtime.getRuntime().availableProcessors());
    }

    public static long advisedBudget(long physicalBytes) {
        return (long) (physicalBytes * ADVISED_SHARE);
    }

    public Machine withBudget(long bytes) {
        return new Machine(physicalBytes, bytes, threads);
    }

    public Machine withThreads(int count) {
        return new Machine(physicalBytes, budgetBytes, count);
    }
}
