package sam.texts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The text of a plain-text file: UTF-8, UTF-16 with its mark, and what is neither as Windows-1252, which `note` then
/// says for the person.
public record Decoded(String text, @Nullable String note) {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /// Reads bytes. Bytes that are no text in any of these are an [UnreadableException].
    public static Decoded of(byte[] bytes) {
        if (starts(bytes, 0xff, 0xfe, 0, 0) || starts(bytes, 0, 0, 0xfe, 0xff)) {
            throw new UnreadableException("is in UTF-32. Save it as UTF-8");
        }
        if (starts(bytes, 0xff, 0xfe)) {
            return new Decoded(strict(bytes, 2, StandardCharsets.UTF_16LE), null);
        }
        if (starts(bytes, 0xfe, 0xff)) {
            return new Decoded(strict(bytes, 2, StandardCharsets.UTF_16BE), null);
        }
        for (var value : bytes) {
            if (value == 0) {
                throw new UnreadableException("is no text, or text in an encoding without its mark. Save it as UTF-8");
            }
        }
        try {
            return new Decoded(decode(bytes, starts(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0, StandardCharsets.UTF_8), null);
        } catch (CharacterCodingException e) {
            return new Decoded(
                    new String(bytes, WINDOWS), "It is not UTF-8: it was read as Windows-1252. Look at its quotes.");
        }
    }

    private static String strict(byte[] bytes, int from, Charset charset) {
        try {
            return decode(bytes, from, charset);
        } catch (CharacterCodingException e) {
            throw new UnreadableException("begins as UTF-16 and does not go on as such. Save it as UTF-8", e);
        }
    }

    private static String decode(byte[] bytes, int from, Charset charset) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                .toString();
    }

    private static boolean starts(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
