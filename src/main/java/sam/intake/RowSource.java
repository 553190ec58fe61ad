package sam.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Gives the rows of a file one after another. A broken row is a row with a fault; it never ends the others.
interface RowSource {
    /// The next row, or null at the end.
    @Nullable
    Row next() throws IOException;

    /// Whether the end came where more was to come.
    default boolean cutOff() {
        return false;
    }

    /// One row by its number in the file: JSON as bytes `from` to `to` of `buffer`, good until the next call; or the
    /// `object` that a table's row is; or a fault, with bytes that tell how the row begins, if any.
    record Row(
            long number,
            byte[] buffer,
            int from,
            int to,
            @Nullable String fault,
            @Nullable JsonNode object) {
        private static final byte[] NOTHING = {};

        Row(long number, byte[] buffer, int from, int to, @Nullable String fault) {
            this(number, buffer, from, to, fault, null);
        }

        static Row of(long number, JsonNode object) {
            return new Row(number, NOTHING, 0, 0, null, object);
        }

        static Row refused(long number, String fault, byte[] beginning) {
            return new Row(number, beginning, 0, beginning.length, fault);
        }

        /// The JSON of the row, or null when it is none.
        @Nullable
        JsonNode json() {
            return object != null ? object : VerbatimJson.parse(buffer, from, to - from);
        }

        /// Enough of the row to recognise it by; what is not UTF-8 becomes U+FFFD.
        String beginning() {
            if (object != null) {
                return object.toString();
            }
            int bytes = Math.min(to - from, 4 * ImportReport.Refusal.ROW_CHARS);
            return new String(buffer, from, bytes, StandardCharsets.UTF_8);
        }
    }
}
