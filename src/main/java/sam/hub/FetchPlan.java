package sam.hub;

import java.nio.file.Path;
import java.util.List;

/// What a fetch will do: which files of which commit, where to, how many bytes are still to come and how many are free.
public record FetchPlan(Snapshot snapshot, Path place, List<HubFile> files, long here, long free) {
    public FetchPlan {
        files = List.copyOf(files);
    }

    public long bytes() {
        return files.stream().mapToLong(HubFile::size).sum();
    }

    public long toCome() {
        return bytes() - here;
    }

    /// The model as `--model` takes it: the folder, or the one GGUF file in it.
    public Path model() {
        return files.size() == 1 && Selection.isWeights(files.getFirst())
                ? place.resolve(files.getFirst().name())
                : place;
    }
}
