package sam.repos;

/// One file between two commits. Paths and blobs are empty where the file did not exist.
public record FileChange(Kind kind, String oldPath, String newPath, String oldBlob, String newBlob) {
    /// What happened to the file.
    public enum Kind {
        ADDED,
        CHANGED,
        DELETED,
        /// Moved, and perhaps changed.
        MOVED,
        /// A link, a submodule, or only its permissions.
        OTHER
    }

    /// The path by which it is known after, or before if it is gone.
    public String path() {
        return newPath.isEmpty() ? oldPath : newPath;
    }
}
