package sam.library;

/// An example as the library holds it. `edited` tells that the text is the person's, no longer the source's; `heldOut`
/// that it is kept back for measuring and never trained on.
public record StoredExample(
        long id, int phase, Example example, Origin origin, Status status, boolean edited, boolean heldOut) {}
