package sam.hub;

import java.util.List;

/// A repository at one commit, and every file it holds there.
public record Snapshot(HubId id, String commit, List<HubFile> files) {
    public Snapshot {
        files = List.copyOf(files);
    }
}
