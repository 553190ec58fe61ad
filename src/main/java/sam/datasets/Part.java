package sam.datasets;

import java.util.List;
import sam.durable.Plain;
import sam.hub.HubFile;

/// One part of a data set: its files in the order they are read. `rows` is -1 where nobody said.
record Part(String config, String split, List<HubFile> files, long rows) {
    long bytes() {
        return files.stream().mapToLong(HubFile::size).sum();
    }

    String name() {
        return config + "/" + split;
    }

    /// For a person: "main/train (7,473 rows, 2.3 MB)".
    String words() {
        var size = bytes() < 100_000
                ? Plain.text("%,d KB", Math.max(1, bytes() / 1000))
                : Plain.text("%,.1f MB", bytes() / 1e6);
        return rows < 0 ? Plain.text("%s (%s)", name(), size) : Plain.text("%s (%,d rows, %s)", name(), rows, size);
    }
}
