package sam.playground;

import sam.ui.Spoken;
import sam.ui.Texts;
import sam.workers.MemoryLease;

/// Says in a sentence why an answer waits for memory.
final class MemoryWords {
    private MemoryWords() {}

    static String waits(MemoryLease.Shortage shortage) {
        long taken =
                shortage.held().stream().mapToLong(MemoryLease.Share::bytes).sum();
        return Texts.of(
                "memory.waits", Spoken.bytes(shortage.needed()), Spoken.bytes(taken), Spoken.bytes(shortage.budget()));
    }
}
