package sam.hub;

/// Hears how a fetch goes on.
public interface FetchWatch {
    /// What will be downloaded, before the first byte of it.
    void planned(FetchPlan plan);

    /// A sentence in between: a pause, a file begun again.
    void said(String news);

    /// Bytes that lie on the disk of all that is wanted, and the file that is coming in.
    void at(String file, long here, long bytes);
}
