package sam.library;

import org.jspecify.annotations.Nullable;

/// What the person does with one example: an append-only event.
public sealed interface Decision {
    long example();

    record Judge(long example, Status verdict) implements Decision {}

    /// The answer in the person's words; `replacement` has the same kind as the example. With `keepPair` the edit of
    /// an answer also becomes a preference pair: the edit chosen, the original rejected.
    record Edit(long example, Example replacement, boolean keepPair) implements Decision {}

    /// A side-by-side choice. `leftShown` is the text that stood on the left, so that a habit of sides can be seen.
    record Prefer(long example, Choice choice, boolean chosenOnLeft, boolean much, long activeMillis)
            implements Decision {}

    record Annotate(
            long example, @Nullable String note, @Nullable String tag, boolean flag) implements Decision {}

    enum Choice {
        LEFT,
        RIGHT,
        BOTH_GOOD,
        BOTH_BAD,
        SKIP
    }
}
