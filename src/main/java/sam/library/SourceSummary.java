package sam.library;

/// One source as the Sources page shows it: what of it lies in one phase and tier. Of the accepted rows `diffs` are
/// changes to code, which have a target of their own.
public record SourceSummary(
        String source, Tier tier, String licence, int phase, long rows, long accepted, long waiting, long diffs) {}
