package sam.library;

/// How many examples of a phase stand where. `heldOut` are those among the accepted that are kept back for measuring.
public record Counts(long waiting, long accepted, long rejected, long skipped, long heldOut) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    public Counts(long waiting, long accepted, long rejected, long skipped) {
        this(waiting, accepted, rejected, skipped, 0);
    }

    public long total() {
        return waiting + accepted + rejected + skipped;
    }

    /// A skipped row was looked at and not decided.
    public long decided() {
        return accepted + rejected;
    }
}
