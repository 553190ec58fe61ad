package sam.packing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What rows begin with, told while they are read one by one: the engine computes once a call what several of its
/// rows begin with in common, a system prompt above all.
///
/// Rows are of one family where their first tokens are alike; what all rows of a family have in common is its
/// [Opening]. Some of them may have more in common than that, so no more is promised than will be saved.
public final class Openings {
    /// A longer beginning is not looked at, and beginnings beyond so many families are not told apart.
    private static final int MOST_BYTES = 1 << 15;

    private static final int MOST_FAMILIES = 1_000;

    private final Map<Integer, Opening> families = new HashMap<>();

    /// The first tokens of a row's family; their number is known once all rows were read.
    public static final class Opening {
        /// Of a row that begins like no other.
        public static final Opening NONE = new Opening(new byte[0], 1);

        private final double bytesPerToken;
        private byte[] common;
        private boolean several;

        private Opening(byte[] common, double bytesPerToken) {
            this.common = common;
            this.bytesPerToken = bytesPerToken;
        }

        private void add(byte[] bytes) {
            int differ = Arrays.mismatch(common, bytes);
            if (differ >= 0) {
                common = Arrays.copyOf(common, differ);
            }
            several = true;
        }

        /// How many tokens all rows of the family begin with; 0 where the engine shares none.
        public int tokens() {
            int tokens = (int) (common.length / bytesPerToken);
            return several && tokens >= Sequence.LEAST ? tokens : 0;
        }
    }

    /// Adds a row of token ids.
    public Opening ofIds(int[] ids) {
        var bytes = java.nio.ByteBuffer.allocate(Math.min(ids.length * Integer.BYTES, MOST_BYTES));
        for (int i = 0; bytes.remaining() >= Integer.BYTES; i++) {
            bytes.putInt(ids[i]);
        }
        return of(bytes.array(), Integer.BYTES);
    }

    /// Adds a row of text with so many bytes a token.
    public Opening ofText(String text, double bytesPerToken) {
        var some = text.substring(0, Math.min(text.length(), MOST_BYTES));
        return of(some.getBytes(StandardCharsets.UTF_8), bytesPerToken);
    }

    private Opening of(byte[] bytes, double bytesPerToken) {
        int first = (int) Math.ceil(Sequence.LEAST * bytesPerToken);
        if (bytes.length < first) {
            return Opening.NONE;
        }
        int key = Arrays.hashCode(Arrays.copyOf(bytes, first));
        var known = families.get(key);
        if (known != null) {
            known.add(bytes);
            return known;
        }
        if (families.size() == MOST_FAMILIES) {
            return Opening.NONE;
        }
        var opening = new Opening(bytes, bytesPerToken);
        families.put(key, opening);
        return opening;
    }
}
