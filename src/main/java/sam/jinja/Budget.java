package sam.jinja;

/// What one rendering may spend, so that a stranger's template ends soon and stays small: steps, and the volume of
/// everything it makes, copies, compares or searches, in characters (an entry of a list counts as 16).
///
/// Counted, never timed: a template that renders here renders on every machine.
final class Budget {
    /// Longest text a template may make.
    static final int LONGEST = 1 << 24;

    private static final int STEPS = 1_000_000;
    private static final long VOLUME = 1L << 26;
    private static final int DEPTH = 100;
    private static final int ENTRY = 16;

    private long steps = STEPS;
    private long volume;
    private int depth;

    /// A budget for a conversation of `size` characters: honest templates copy it a few times.
    Budget(long size) {
        volume = VOLUME + 256 * size;
    }

    void step() {
        if (--steps < 0) {
            throw new TemplateException("The chat template takes more than a million steps.");
        }
    }

    /// Characters about to be made, copied or looked at.
    void characters(long count) {
        if (count > LONGEST) {
            throw new TemplateException("The chat template makes a text of more than 16 million characters.");
        }
        spend(count);
    }

    /// Entries about to be put into a list or a dictionary, or walked over.
    void entries(long count) {
        spend(count > VOLUME ? Long.MAX_VALUE / 2 : count * ENTRY);
    }

    private void spend(long amount) {
        volume -= amount;
        if (volume < 0) {
            throw new TemplateException("The chat template makes more text than any conversation needs.");
        }
    }

    /// Goes one deeper: macros that call each other, values within values.
    void enter() {
        if (++depth > DEPTH) {
            throw new TemplateException("The chat template is nested too deeply.");
        }
    }

    void leave() {
        depth--;
    }
}
