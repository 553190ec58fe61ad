package sam.library;

/// Where an example comes from; it stays with the example for good. `line` counts from 1 (row of a JSON array).
public record Origin(String source, long line, String licence, Tier tier) {}
