package sam.planner;

/// Whether a run fits into memory, said as carefully as it is known.
public enum Verdict {
    /// Even the high estimate is within the budget.
    FITS,
    /// The likely value is within the budget, the high one is not.
    TIGHT,
    /// The likely value is above the budget: the system would swap.
    SWAPS,
    /// Even the low estimate is more than the machine has.
    CANNOT;

    /// Whether it can run without swapping.
    boolean fits() {
        return this == FITS || this == TIGHT;
    }

    public static Verdict of(Spread peak, Machine machine) {
        if (peak.low() > machine.physicalBytes()) {
            return CANNOT;
        }
        if (peak.mid() > machine.budgetBytes()) {
            return SWAPS;
        }
        return peak.high() > machine.budgetBytes() ? TIGHT : FITS;
    }
}
