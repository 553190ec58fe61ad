package sam.durable;

/// How large a process is after a piece of work that began with nothing to spare, and whether it has grown beyond that.
///
/// Not safe for threads.
final class UsualSize {
    /// Growth by less than a sixteenth is not worth what it costs to undo.
    private static final int MUCH = 16;

    private long usual;
    private boolean spare = true;

    /// Whether what is held now, between two pieces of work, is so much more than usual that the rest should be
    /// given back; yes where nothing is known yet. After a yes the next piece of work begins with nothing to spare.
    boolean exceeded(long held) {
        if (!spare) {
            usual = Math.max(usual, held);
        }
        spare = held <= usual + usual / MUCH;
        return !spare;
    }

    /// Begins anew: what other work held says nothing of the next.
    void forget() {
        usual = 0;
        spare = true;
    }

    /// Says that the rest was given back whatever the answer was.
    void released() {
        spare = false;
    }
}
