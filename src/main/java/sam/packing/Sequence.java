package sam.packing;

import org.jspecify.annotations.Nullable;

/// A sequence of tokens as far as packing looks at it: how long it is, and what it begins with in common with others.
/// The trainer knows its tokens ([TokenIds]); the planner only what can be foretold of them.
public interface Sequence {
    /// Fewer tokens in common cost less computed twice than looked up.
    int LEAST = 16;

    int tokens();

    /// Equal for all sequences whose first [#LEAST] tokens are alike; null where there are not so many.
    @Nullable
    Object beginning();

    /// How many first tokens it has in common with one of the same beginning; 0 where these are fewer than [#LEAST].
    int sharedWith(Sequence other);

    /// So many, where that is worth sharing.
    static int worthSharing(int tokens) {
        return tokens < LEAST ? 0 : tokens;
    }
}
