package sam.app;

import java.util.List;
import java.util.stream.Stream;
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
        @Nullable Bounds window,
        List<String> recentProjects,
        boolean welcomed) {
    private static final int RECENT = 8;

    public Settings {
        recentProjects = List.copyOf(recentProjects);
    }

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
                null,
                List.of(),
                false);
    }

    public Settings withMemoryBudget(long bytes) {
        return new Settings(bytes, threads, theme, dataFolder, lastProject, window, recentProjects, welcomed);
    }

    public Settings withThreads(int count) {
        return new Settings(memoryBudgetBytes, count, theme, dataFolder, lastProject, window, recentProjects, welcomed);
    }

    public Settings withTheme(Theme chosen) {
        return new Settings(
                memoryBudgetBytes, threads, chosen, dataFolder, lastProject, window, recentProjects, welcomed);
    }

    public Settings withDataFolder(String folder) {
        return new Settings(memoryBudgetBytes, threads, theme, folder, lastProject, window, recentProjects, welcomed);
    }

    /// It is also the newest of the recent ones.
    public Settings withLastProject(String folder) {
        var recent = Stream.concat(Stream.of(folder), recentProjects.stream().filter(each -> !each.equals(folder)))
                .limit(RECENT)
                .toList();
        return new Settings(memoryBudgetBytes, threads, theme, dataFolder, folder, window, recent, welcomed);
    }

    public Settings withWindow(Bounds bounds) {
        return new Settings(
                memoryBudgetBytes, threads, theme, dataFolder, lastProject, bounds, recentProjects, welcomed);
    }

    public Settings withWelcomed() {
        return new Settings(memoryBudgetBytes, threads, theme, dataFolder, lastProject, window, recentProjects, true);
    }
}
