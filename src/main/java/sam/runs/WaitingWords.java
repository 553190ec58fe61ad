package sam.runs;

import sam.ui.Spoken;
import sam.ui.Texts;
import sam.workers.MemoryLease;

/// Says in a sentence why a job waits for memory.
public final class WaitingWords {
    private WaitingWords() {}

    public static String of(MemoryLease.Shortage shortage) {
        long taken =
                shortage.held().stream().mapToLong(MemoryLease.Share::bytes).sum();
        return Texts.of(
                "jobs.waits", Spoken.bytes(shortage.needed()), Spoken.bytes(taken), Spoken.bytes(shortage.budget()));
    }
}
