package sam.training;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import sam.durable.Hashes;

/// A row's own SHA-256, over its token ids and which of them are targets: the same row has it in every file.
record RowHash(long first, long second, long third, long fourth) {
    static final int BYTES = 32;

    static RowHash of(Row row) {
        var digest = Hashes.sha256();
        switch (row) {
            case Row.Tokens tokens -> take(digest, tokens);
            case Row.Judgement judged -> {
                take(digest, judged.own());
                digest.update((byte) (judged.label() ? 1 : 0));
            }
            case Row.Pair(var chosen, var rejected) -> {
                take(digest, chosen);
                take(digest, rejected);
            }
        }
        return read(ByteBuffer.wrap(digest.digest()));
    }

    static RowHash read(ByteBuffer from) {
        return new RowHash(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    void write(ByteBuffer to) {
        to.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    /// A number from 0 to below 1 that is the row's own.
    double place() {
        return (first >>> 11) * 0x1p-53;
    }

    private static void take(MessageDigest digest, Row.Tokens row) {
        var bytes = ByteBuffer.allocate(4 + 5 * row.ids().length);
        bytes.putInt(row.ids().length);
        for (int t = 0; t < row.ids().length; t++) {
            bytes.putInt(row.ids()[t]).put((byte) (row.target()[t] ? 1 : 0));
        }
        digest.update(bytes.array());
    }
}
