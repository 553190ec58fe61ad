package sam.app;

import java.nio.file.Path;
import java.util.Locale;

/// Where the program keeps its own things on this system: settings, calibration, and the projects unless told
/// otherwise.
public record Places(Path home) {
    /// The folder every desktop expects of a program; `-Dsam.home=DIR` puts it elsewhere.
    public static Places ofThisSystem() {
        var told = System.getProperty("sam.home");
        if (told != null) {
            return new Places(Path.of(told).toAbsolutePath());
        }
        var user = Path.of(System.getProperty("user.home"));
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return new Places(user.resolve("Library/Application Support/SAM Workbench"));
        }
        if (system.contains("win")) {
            return new Places(user.resolve("AppData/Local/SAM Workbench"));
        }
        return new Places(user.resolve(".local/share/sam-workbench"));
    }

    public Path settings() {
        return home.resolve("settings.json");
    }

    /// The sample project's copy below the data folder the person chose.
    public static Path sample(String dataFolder) {
        return Path.of(dataFolder, "Sample project");
    }
}
