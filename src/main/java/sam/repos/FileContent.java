package sam.repos;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What a file holds: its text with `\n` at line ends, or why it is no text.
public record FileContent(String text, Kind kind) {
    private static final int LOOKED_AT = 8_000;

    /// What kind of content it is.
    public enum Kind {
        TEXT,
        /// It holds zero bytes, or is not UTF-8.
        BINARY,
        TOO_LONG,
        /// The repository names it, but does not hold it, as a partial clone does.
        MISSING
    }

    static final FileContent BINARY = new FileContent("", Kind.BINARY);
    static final FileContent TOO_LONG = new FileContent("", Kind.TOO_LONG);
    static final FileContent MISSING = new FileContent("", Kind.MISSING);

    public boolean isText() {
        return kind == Kind.TEXT;
    }

    /// Reads bytes as git does: a zero near the beginning makes a file binary.
    public static FileContent of(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, LOOKED_AT); i++) {
            if (bytes[i] == 0) {
                return BINARY;
            }
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            var plain = text.startsWith("\ufeff") ? text.substring(1) : text;
            return new FileContent(plain.indexOf('\r') < 0 ? plain : plain.replace("\r\n", "\n"), Kind.TEXT);
        } catch (CharacterCodingException e) {
            return BINARY;
        }
    }
}
