package sam.sources;

import sam.library.Example;
import tools.jackson.databind.JsonNode;

/// One dataset format: which rows look like it, and what they say.
interface RowShape {
    /// Whether a row looks like this format by its fields.
    boolean fits(JsonNode row);

    /// Hands the row's example to `sink`, or keeps it for [#finish].
    void read(long line, JsonNode row, Sink sink) throws RowRefusedException;

    /// Hands over what could only be told at the end of the file.
    default void finish(Sink sink) {}

    /// Takes what a row became.
    interface Sink {
        /// `row` may carry an origin of its own.
        void take(long line, Example example, JsonNode row);

        /// `row` is what stands in the file, or its beginning.
        void refuse(long line, String reason, String row);
    }
}
