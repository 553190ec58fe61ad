package sam.library;

import java.time.Instant;

/// One import: when it was, what was read, how many rows it brought (those that were there already included), and
/// whether it was taken back.
public record ImportSummary(long id, Instant at, String name, long rows, boolean takenBack) {}
