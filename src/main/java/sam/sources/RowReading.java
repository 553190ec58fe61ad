package sam.sources;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Turns rows of bytes into examples of one format, or into refusals: strict UTF-8, strict JSON, one object a row.
final class RowReading {
    private final RowShape shape;
    private final RowShape.Sink sink;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    RowReading(RowShape shape, RowShape.Sink sink) {
        this.shape = shape;
        this.sink = sink;
    }

    void readAll(RowFile rows) {
        for (var row = rows.next(); row != null; row = rows.next()) {
            read(row);
        }
        finish(rows);
    }

    void read(RowCutter.Row row) {
        var reason = refusal(row);
        if (reason != null) {
            sink.refuse(row.number(), reason, beginning(row));
        }
    }

    void finish(RowFile rows) {
        shape.finish(sink);
        rows.requireWhole();
    }

    private @Nullable String refusal(RowCutter.Row row) {
        if (row.fault() != null) {
            return row.fault();
        }
        if (!isUtf8(row)) {
            return "it is not UTF-8 text";
        }
        var node = parse(row);
        if (node == null) {
            return "it is not JSON";
        }
        if (!node.isObject()) {
            return "it is no object";
        }
        try {
            shape.read(row.number(), node, sink);
            return null;
        } catch (RowRefusedException e) {
            return e.reason();
        }
    }

    /// Enough of a row to recognise it by; what is not UTF-8 becomes U+FFFD.
    private static String beginning(RowCutter.Row row) {
        int bytes = Math.min(row.to() - row.from(), 4 * ImportReport.Refusal.ROW_CHARS);
        return new String(row.buffer(), row.from(), bytes, StandardCharsets.UTF_8);
    }

    /// The JSON of a row, or null when it is none.
    static @Nullable JsonNode parse(RowCutter.Row row) {
        try {
            return Json.MAPPER.readTree(row.buffer(), row.from(), row.to() - row.from());
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private boolean isUtf8(RowCutter.Row row) {
        var bytes = row.buffer();
        for (int i = row.from(); i < row.to(); i++) {
            if (bytes[i] < 0) {
                try {
                    utf8.decode(ByteBuffer.wrap(bytes, i, row.to() - i));
                    return true;
                } catch (CharacterCodingException malformed) {
                    return false;
                }
            }
        }
        return true;
    }
}
