package sam.intake;

import org.jspecify.annotations.Nullable;
import sam.library.Example;

/// One dataset format: which rows look like it, and what they say.
interface RowShape {
    /// Whether a row's content lies where this format has it.
    boolean fits(Fields row);

    /// The row's example, or null when the row is kept for [#finish]. What was not read of the row is judged by the
    /// caller.
    @Nullable
    Example read(long line, Fields row) throws RowRefusedException;

    /// Whether a person said which fields are read, so that the others are left out by their will.
    default boolean isSaid() {
        return false;
    }

    /// Hands over what could only be told at the end of the file.
    default void finish(Sink sink) {}

    /// Takes what a row became.
    interface Sink {
        /// `row` may carry an origin of its own.
        void take(long line, Example example, Fields row);

        /// `row` is what stands in the file, or its beginning.
        void refuse(long line, String reason, String row);

        /// A field that was left out because it does not change what the row means.
        default void ignored(String field) {}

        /// What was cleaned or left out of a row.
        default void noted(String note) {}
    }
}
