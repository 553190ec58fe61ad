package sam.library;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one writer at a time to the library, a person's decision before an import, and an import before the index of
/// words. Who writes for long asks now and then whether somebody waits who goes first.
final class WritingGate {
    /// In the order in which they go first.
    enum Turn {
        DECISION,
        IMPORT,
        INDEX
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int[] waiting = new int[Turn.values().length];
    private boolean taken;

    void enter(Turn turn) {
        lock.lock();
        try {
            waiting[turn.ordinal()]++;
            try {
                while (taken || isWantedBefore(turn)) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                waiting[turn.ordinal()]--;
            }
            taken = true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            taken = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody waits who goes before this turn.
    boolean isWantedBefore(Turn turn) {
        lock.lock();
        try {
            for (int before = 0; before < turn.ordinal(); before++) {
                if (waiting[before] > 0) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
