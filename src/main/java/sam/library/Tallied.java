package sam.library;

/// How many judged rows of one source and kind a phase has, apart from those held out, retrieved or documents.
public record Tallied(String source, boolean pair, boolean accepted, long rows) {}
