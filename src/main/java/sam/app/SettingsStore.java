package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import tools.jackson.core.JacksonException;

/// The settings as one JSON file, written a moment after the last change.
public final class SettingsStore implements AutoCloseable {
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SettingsStore.class);

    private final Path file;
    private final Duration pause;
    private final ReadOnlyObjectWrapper<Settings> settings;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("settings").factory());
    private @Nullable ScheduledFuture<?> due;

    public SettingsStore(Path file, Settings defaults, Duration pause) {
        this.file = file;
        this.pause = pause;
        this.settings = new ReadOnlyObjectWrapper<>(read(file, defaults));
    }

    public Settings get() {
        return settings.get();
    }

    public ReadOnlyObjectProperty<Settings> settingsProperty() {
        return settings.getReadOnlyProperty();
    }

    public synchronized void change(UnaryOperator<Settings> change) {
        settings.set(change.apply(settings.get()));
        if (due != null) {
            due.cancel(false);
        }
        due = writer.schedule(this::write, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Writes what is still unwritten.
    @Override
    public synchronized void close() {
        if (due != null && due.cancel(false)) {
            write();
        }
        writer.shutdown();
    }

    private void write() {
        try {
            Files.createDirectories(AtomicFiles.parent(file));
            AtomicFiles.write(file, Json.pretty(settings.get()));
        } catch (IOException e) {
            // Settings are a convenience: the program goes on with them in memory.
            LOG.warn("The settings could not be written to {}.", file, e);
        }
    }

    /// A damaged settings file must not keep the program from starting; a field that is new keeps its default.
    private static Settings read(Path file, Settings defaults) {
        if (!Files.exists(file)) {
            return defaults;
        }
        try {
            var merged = Json.MAPPER.readTree(Json.pretty(defaults));
            var written = Json.MAPPER.readTree(Files.readAllBytes(file));
            return Json.MAPPER.treeToValue(Json.MAPPER.updateValue(merged, written), Settings.class);
        } catch (IOException | JacksonException e) {
            LOG.warn("The settings in {} cannot be read; the defaults are used.", file, e);
            return defaults;
        }
    }
}
