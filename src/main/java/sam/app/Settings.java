package sam.app;

import org.jspecify.annotations.Nullable;
import sam.memory.MemoryChoice;
import sam.ui.Theme;

/// What the person has set for the whole program, on this machine.
public record Settings(
        long memoryBudgetBytes,
        int threads,
        Theme theme,
        String dataFolder,
        @Nullable String lastProject,
        @Nullable Bounds window) {
    /// Where the window stood when it was closed.
    public record Bounds(double x, double y, double width, double height, boolean maximized) {}

    /// Two thirds of the memory, every processor, the system's theme.
    public static Settings defaults(String dataFolder) {
        return new Settings(
                MemoryChoice.budgetOfThisMachine(),
                Runtime.getRuntime().availableProcessors(),
                Theme.SYSTEM,
                dataFolder,
                null,
                null);
    }

    public Settings withMemoryBudget(long bytes) {
        return new Settings(bytes, threads, theme, dataFolder, lastProject, window);
    }

    public Settings withThreads(int count) {
        return new Settings(memoryBudgetBytes, count, theme, dataFolder, lastProject, window);
    }

    public Settings withTheme(Theme chosen) {
        return new Settings(memoryBudgetBytes, threads, chosen, dataFolder, lastProject, window);
    }

    public Settings withDataFolder(String folder) {
        return new Settings(memoryBudgetBytes, threads, theme, folder, lastProject, window);
    }

    public Settings withLastProject(String folder) {
        return new Settings(memoryBudgetBytes, threads, theme, dataFolder, folder, window);
    }

    public Settings withWindow(Bounds bounds) {
        return new Settings(memoryBudgetBytes, threads, theme, dataFolder, lastProject, bounds);
    }
}
