package sam.intake;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import sam.durable.Plain;

/// Which encoding a file is in: UTF-8, or UTF-16 with its mark, which is read as UTF-8; any other is named, so that the
/// person can convert it.
final class Encodings {
    /// For the rows of a file that are not UTF-8.
    static final String NO_UTF8 = "it is not UTF-8 text, but perhaps Latin-1 (ISO-8859-1) or Windows-1252";

    private static final int LOOKED_AT = 4096;

    private Encodings() {}

    /// The bytes of a text as UTF-8, without a mark.
    static InputStream utf8(Path file, BufferedInputStream bytes) throws IOException {
        bytes.mark(LOOKED_AT + 1);
        var head = bytes.readNBytes(LOOKED_AT);
        bytes.reset();
        if (startsWith(head, 0xff, 0xfe, 0, 0) || startsWith(head, 0, 0, 0xfe, 0xff)) {
            throw convert(file, "UTF-32");
        }
        if (startsWith(head, 0xef, 0xbb, 0xbf)) {
            bytes.skipNBytes(3);
            return bytes;
        }
        if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
            bytes.skipNBytes(2);
            return new Recoded(bytes, head[0] == (byte) 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        }
        if (isWide(head, 1)) {
            throw convert(file, "UTF-16LE without its mark");
        }
        if (isWide(head, 0)) {
            throw convert(file, "UTF-16BE without its mark");
        }
        return bytes;
    }

    /// Whether every second byte is zero and the others are not: ASCII in two bytes a character.
    private static boolean isWide(byte[] head, int zeroAt) {
        if (head.length < 4) {
            return false;
        }
        int zeros = 0;
        for (int i = 0; i + 1 < head.length; i += 2) {
            if (head[i + 1 - zeroAt] == 0) {
                return false;
            }
            zeros += head[i + zeroAt] == 0 ? 1 : 0;
        }
        return zeros > head.length / 4;
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static ImportException convert(Path file, String encoding) {
        return new ImportException(Plain.text(
                "%s is in %s. Convert it to UTF-8 first, for example with iconv -f %s -t UTF-8.",
                file, encoding, encoding.replaceAll(" .*", "")));
    }

    /// Text of another encoding as bytes of UTF-8. What that encoding does not allow is a
    /// [java.nio.charset.CharacterCodingException].
    private static final class Recoded extends InputStream {
        private final Reader text;
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        private final CharBuffer chars = CharBuffer.allocate(1 << 15);
        private final ByteBuffer bytes = ByteBuffer.allocate(1 << 17).flip();

        Recoded(InputStream in, Charset charset) {
            text = new InputStreamReader(
                    in,
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
        }

        @Override
        public int read() throws IOException {
            return fill() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(into, offset, count);
            return count;
        }

        private boolean fill() throws IOException {
            while (!bytes.hasRemaining()) {
                // half a pair may wait in `chars` for its other half
                if (text.read(chars) < 0) {
                    return false;
                }
                chars.flip();
                bytes.clear();
                var result = encoder.encode(chars, bytes, false);
                if (result.isError()) {
                    result.throwException();
                }
                bytes.flip();
                chars.compact();
            }
            return true;
        }
    }
}
