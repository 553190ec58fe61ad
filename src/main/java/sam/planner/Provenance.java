package sam.planner;

/// Where a number comes from, best first.
public enum Provenance {
    /// Counted from the model's and the data's own files.
    EXACT,
    /// Measured on this machine.
    MEASURED,
    /// A formula with a published source.
    COMPUTED,
    /// A constant nobody measured here.
    ASSUMED
}
