package sam.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import tools.jackson.core.JacksonException;

/// What is known of every work that was taken, a file each on the source's desk: who wrote it, how it is rated and
/// tagged, and what the person may do with it, so that permission is asked once.
final class WorkLedger {
    private final Path folder;

    /// One work as it was taken.
    record Entry(
            String id,
            String sha,
            String title,
            @Nullable String author,
            @Nullable String address,
            Work.Labels labels,
            Permission permission,
            String file) {}

    WorkLedger(Path desk) {
        this.folder = desk.resolve("works");
    }

    void keep(Work work, Permission permission, String file) throws IOException {
        var about = work.about();
        Files.createDirectories(folder);
        AtomicFiles.write(
                file(work.id()),
                Json.MAPPER.writeValueAsBytes(new Entry(
                        work.id(),
                        work.sha(),
                        about.title(),
                        about.author(),
                        about.address(),
                        about.labels(),
                        permission,
                        file)));
    }

    Optional<Entry> of(Work work) {
        try {
            var file = file(work.id());
            return Files.exists(file)
                    ? Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Entry.class))
                    : Optional.empty();
        } catch (IOException | JacksonException damaged) {
            // asked again
            return Optional.empty();
        }
    }

    private Path file(String id) {
        return folder.resolve(id + ".json");
    }
}
