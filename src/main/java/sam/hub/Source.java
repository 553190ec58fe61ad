package sam.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import tools.jackson.core.JacksonException;

/// Where a model folder came from, as `source.json` in it keeps it.
public record Source(String id, String revision, String commit, String endpoint, Instant fetched, List<Part> files) {
    private static final String NAME = "source.json";

    public Source {
        files = List.copyOf(files);
    }

    /// A file under its name here; `gitOid` for files that are kept in git itself.
    public record Part(
            String name,
            long size,
            @Nullable String sha256,
            @Nullable String gitOid) {
        static Part of(HubFile file) {
            return new Part(file.name(), file.size(), file.sha256(), file.sha256() == null ? file.gitOid() : null);
        }
    }

    static Source of(FetchPlan plan, String endpoint, Instant fetched) {
        var snapshot = plan.snapshot();
        return new Source(
                snapshot.id().path(), snapshot.id().revision(), snapshot.commit(), endpoint, fetched, parts(plan));
    }

    /// What a plan brings, file by file.
    public static List<Part> parts(FetchPlan plan) {
        return plan.files().stream().map(Part::of).toList();
    }

    /// What a folder says of itself, where it says anything.
    public static Optional<Source> read(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Source.class));
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }

    void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(NAME), Json.pretty(this));
    }
}
