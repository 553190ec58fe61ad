package sam.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Turns rows of bytes into examples of one format, or into refusals: strict UTF-8, strict JSON, one object a row.
final class RowReading {
    private final RowShape shape;
    private final RowShape.Sink sink;
    private final LeftFields left = new LeftFields();
    private final CharsetDecoder utf8 = decoder();

    RowReading(RowShape shape, RowShape.Sink sink) {
        this.shape = shape;
        this.sink = sink;
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
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
        finish();
        rows.requireWhole();
    }

    void finish() {
        shape.finish(sink);
    }

    private @Nullable String refusal(RowCutter.Row row) {
        if (row.fault() != null) {
            return row.fault();
        }
        if (!isUtf8(row, utf8)) {
            return Encodings.NO_UTF8;
        }
        var node = parse(row);
        if (node == null) {
            return "it is not JSON";
        }
        if (!node.isObject()) {
            return "it is no object";
        }
        try {
            var fields = Fields.of(node);
            var example = shape.read(row.number(), fields);
            useOrigin(fields);
            var ignored = left.harmless(fields, example);
            ignored.forEach(sink::ignored);
            if (example != null) {
                fields.notes().forEach(sink::noted);
                sink.take(row.number(), example, fields);
            }
            return null;
        } catch (RowRefusedException e) {
            return e.reason();
        }
    }

    /// A row that names its licence brings its own origin, which the importer reads.
    private static void useOrigin(Fields row) {
        boolean own = row.holds("licence") || row.holds("license");
        if (own) {
            for (var name : new String[] {"licence", "license", "source", "tier"}) {
                row.use(name);
            }
        }
    }

    /// Enough of a row to recognise it by; what is not UTF-8 becomes U+FFFD.
    private static String beginning(RowCutter.Row row) {
        int bytes = Math.min(row.to() - row.from(), 4 * ImportReport.Refusal.ROW_CHARS);
        return new String(row.buffer(), row.from(), bytes, StandardCharsets.UTF_8);
    }

    /// The JSON of a row, or null when it is none.
    static @Nullable JsonNode parse(RowCutter.Row row) {
        return VerbatimJson.parse(row.buffer(), row.from(), row.to() - row.from());
    }

    /// Whether any of these rows is text of another encoding.
    static boolean anyIsNoUtf8(List<RowCutter.Row> rows) {
        return rows.stream().anyMatch(row -> row.fault() == null && !isUtf8(row, decoder()));
    }

    private static boolean isUtf8(RowCutter.Row row, CharsetDecoder utf8) {
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
