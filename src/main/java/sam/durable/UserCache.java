package sam.durable;

import java.nio.file.Path;
import java.util.Locale;

/// The user's folder for what can be made again, by each system's custom.
public final class UserCache {
    private UserCache() {}

    public static Path folder() {
        var home = Path.of(System.getProperty("user.home"));
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return home.resolve("Library/Caches/sam-workbench");
        }
        if (system.contains("win")) {
            return home.resolve("AppData/Local/sam-workbench");
        }
        return home.resolve(".cache/sam-workbench");
    }
}
