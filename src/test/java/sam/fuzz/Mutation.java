package sam.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// One way to damage a good file. The same seed always makes the same damage.
public interface Mutation {
    byte[] apply(byte[] good, Random random);

    /// Flipped bits, spoiled bytes, truncation, tails, and chunks duplicated, moved, deleted or inserted; whole
    /// numbers of 1 to 8 bytes and numbers in digits are replaced by extremes.
    static Mutation bytes() {
        return Mutation::damage;
    }

    /// Values of a JSON text replaced by values of another kind or size, fields dropped, renamed, doubled and nested.
    static Mutation json() {
        return new JsonMutation();
    }

    /// Words of a language put in, taken out and swapped.
    static Mutation words(List<String> words) {
        return (good, random) -> {
            var text = new StringBuilder(new String(good, StandardCharsets.UTF_8));
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(text.length() + 1);
                var word = words.get(random.nextInt(words.size()));
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, word);
                    case 1 -> text.replace(at, Math.min(text.length(), at + word.length()), word);
                    default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
                }
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    /// This damage or the other, by chance.
    default Mutation or(Mutation other) {
        return (good, random) -> random.nextBoolean() ? apply(good, random) : other.apply(good, random);
    }

    /// One to four times.
    default Mutation repeated() {
        return (good, random) -> {
            var bytes = good;
            for (int n = 1 + Math.max(0, random.nextInt(7) - 3); n > 0; n--) {
                bytes = apply(bytes, random);
            }
            return bytes;
        };
    }

    private static byte[] damage(byte[] good, Random random) {
        if (good.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        var bytes = good.clone();
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(11)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> {
                bytes[at] = (byte) random.nextInt();
                yield bytes;
            }
            case 2 -> {
                var extremes = new byte[] {0, -1, 127, -128, '"', '{', '}', '\n'};
                bytes[at] = extremes[random.nextInt(extremes.length)];
                yield bytes;
            }
            case 3 -> java.util.Arrays.copyOf(bytes, at);
            case 4 -> spliced(bytes, bytes.length, bytes.length, chunk(bytes, random));
            case 5 -> spliced(bytes, at, at, chunk(bytes, random));
            case 6 -> spliced(bytes, at, end(bytes, at, random), new byte[0]);
            case 7 -> spliced(bytes, at, end(bytes, at, random), chunk(bytes, random));
            case 8, 9 -> wholeNumber(bytes, random);
            default -> digits(bytes, random);
        };
    }

    private static int end(byte[] bytes, int at, Random random) {
        return Math.min(bytes.length, at + 1 + random.nextInt(random.nextInt(4) == 0 ? 1000 : 16));
    }

    private static byte[] chunk(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        return java.util.Arrays.copyOfRange(bytes, at, end(bytes, at, random));
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        var out = new ByteArrayOutputStream(bytes.length + middle.length);
        out.write(bytes, 0, from);
        out.writeBytes(middle);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /// A little-endian number at an aligned place near the start, where headers are, or anywhere.
    private static byte[] wholeNumber(byte[] bytes, Random random) {
        int size = 1 << random.nextInt(4);
        if (bytes.length < size) {
            return bytes;
        }
        int room = random.nextBoolean() ? Math.min(bytes.length, 256) : bytes.length;
        int at = Math.min(random.nextInt(room) / size * size, bytes.length - size);
        var extremes = new long[] {
            0,
            1,
            -1,
            2,
            127,
            255,
            1L << 31,
            (1L << 31) - 1,
            1L << 32,
            1L << 62,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            random.nextLong(),
            bytes.length,
            bytes.length + 1L
        };
        long value = extremes[random.nextInt(extremes.length)];
        var eight = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        System.arraycopy(eight, 0, bytes, at, size);
        return bytes;
    }

    private static byte[] digits(byte[] bytes, Random random) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var places = new ArrayList<int[]>();
        var found = Pattern.compile("-?\\d+(\\.\\d+)?").matcher(text);
        while (found.find() && places.size() < 10_000) {
            places.add(new int[] {found.start(), found.end()});
        }
        if (places.isEmpty()) {
            return bytes;
        }
        var place = places.get(random.nextInt(places.size()));
        var number = JsonMutation.NUMBERS.get(random.nextInt(JsonMutation.NUMBERS.size()));
        return spliced(bytes, place[0], place[1], number.getBytes(StandardCharsets.ISO_8859_1));
    }
}
