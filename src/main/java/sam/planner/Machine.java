package sam.planner;

import sam.durable.ProcessMemory;
import sam.memory.MemoryChoice;

/// The machine a plan is made for: its memory, how much of it training may take, and its threads.
public record Machine(long physicalBytes, long budgetBytes, int threads) {
    /// This machine with the budget that runs have where nobody set one.
    public static Machine here() {
        return new Machine(
                ProcessMemory.ofMachine(),
                MemoryChoice.budgetOfThisMachine(),
                Runtime.getRuntime().availableProcessors());
    }

    public Machine withBudget(long bytes) {
        return new Machine(physicalBytes, bytes, threads);
    }

    public Machine withThreads(int count) {
        return new Machine(physicalBytes, budgetBytes, count);
    }
}
