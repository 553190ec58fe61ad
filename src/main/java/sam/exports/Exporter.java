package sam.exports;

import java.nio.file.Path;
import java.util.function.Consumer;
import sam.protocol.RunFolder;

/// Hands a run's whole stack on, its own layer on top, as a folder other programs read.
public interface Exporter {
    /// What was made: where it lies, its size, and what the maker said of it.
    record Exported(Path folder, long bytes, String said) {}

    /// Ends with a `CancellationException`, and with nothing written, when it is stopped. `says` hears on any thread,
    /// in words, why it does not begin yet, and that it begins.
    Exported export(RunFolder run, ExportFormat format, Path to, Consumer<String> says) throws Exception;

    /// Ends the export that goes on, where that can be done.
    default void stop() {}
}
