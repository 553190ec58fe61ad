package sam.library;

import org.jspecify.annotations.Nullable;

/// A row as it stands, with the name its source has for it, where it has one.
public record SourcedRow(StoredExample row, @Nullable String key) {}
