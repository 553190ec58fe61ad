package sam.packing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A sequence whose tokens are known.
public record TokenIds(int[] ids) implements Sequence {
    @Override
    public int tokens() {
        return ids.length;
    }

    @Override
    public @Nullable Object beginning() {
        return ids.length < LEAST ? null : Arrays.hashCode(Arrays.copyOf(ids, LEAST));
    }

    @Override
    public int sharedWith(Sequence other) {
        if (!(other instanceof TokenIds(int[] others))) {
            return 0;
        }
        int mismatch = Arrays.mismatch(ids, others);
        return Sequence.worthSharing(mismatch < 0 ? ids.length : mismatch);
    }
}
