package sam.repos;

import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Keeps JGit from the person's own git settings: it would start `git` to find them, send their credentials and
/// proxies,
/// and write a file of its own into their home.
final class Hermetic extends SystemReader.Delegate {
    private Hermetic(SystemReader system) {
        super(system);
    }

    /// Before anything of JGit is used.
    static void enter() {
        if (!(SystemReader.getInstance() instanceof Hermetic)) {
            SystemReader.setInstance(new Hermetic(SystemReader.getInstance()));
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") || variable.startsWith("XDG_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public ZoneOffset getTimeZoneAt(Instant when) {
        return ZoneOffset.UTC;
    }

    /// Settings that nobody made.
    private static final class Nothing extends FileBasedConfig {
        private Nothing(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // there is no file
        }

        @Override
        public void save() {
            // nobody would read it
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
