package sam.library;

/// How many examples of a phase stand where.
public record Counts(long waiting, long accepted, long rejected, long skipped) {
    public long total() {
        return waiting + accepted + rejected + skipped;
    }
}
