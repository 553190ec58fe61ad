package sam.library;

/// An example on its way into the library, for one phase. Waiting, or accepted at once (the sample project's rows).
public record NewExample(int phase, Example example, Origin origin, Status status) {}
