package sam.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    void read(RowSource.Row row) {
        var reason = refusal(row);
        if (reason != null) {
            sink.refuse(row.number(), reason, row.beginning());
        }
    }

    void finish(RowFile rows) {
        finish();
        rows.requireWhole();
    }

    void finish() {
        shape.finish(sink);
    }

    private @Nullable String refusal(RowSource.Row row) {
        if (row.fault() != null) {
            return row.fault();
        }
        if (!isUtf8(row, utf8)) {
            return Encodings.NO_UTF8;
        }
        var node = row.json();
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
            var ignored = shape.isSaid()
                    ? fields.left().stream().map(Fields.Left::path).distinct().toList()
                    : left.harmless(fields, example);
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

    /// Whether any of these rows is text of another encoding.
    static boolean anyIsNoUtf8(List<RowSource.Row> rows) {
        return rows.stream().anyMatch(row -> row.fault() == null && !isUtf8(row, decoder()));
    }

    private static boolean isUtf8(RowSource.Row row, CharsetDecoder utf8) {
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
