package sam.exports;

import java.nio.file.Path;
import sam.protocol.RunFolder;

/// Hands a run's whole stack on, its own layer on top, as a folder other programs read.
public interface Exporter {
    /// What was made: where it lies, its size, and what the maker said of it.
    record Exported(Path folder, long bytes, String said) {}

    Exported export(RunFolder run, Format format, Path to) throws Exception;
}
