package sam.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import tools.jackson.core.JacksonException;

/// The mappings a person made, by the shape of the columns they were made for, in `mappings.json` beside the library:
/// what was mapped once is offered when a file of the same shape comes.
public final class Mappings {
    private static final String NAME = "mappings.json";

    private final Path file;

    private Mappings(Path file) {
        this.file = file;
    }

    /// Those kept beside a library.
    public static Mappings beside(Path library) {
        return new Mappings(library.toAbsolutePath().resolveSibling(NAME));
    }

    private record Kept(Map<String, Mapping> mappings) {}

    /// What was kept for columns of this shape.
    public Optional<Mapping> offered(Columns columns) {
        return Optional.ofNullable(read().get(columns.shape()));
    }

    public boolean isEmpty() {
        return read().isEmpty();
    }

    /// Keeps a mapping for columns of this shape, in place of the one before.
    public void keep(Columns columns, Mapping mapping) {
        var all = new LinkedHashMap<>(read());
        all.put(columns.shape(), mapping);
        try {
            AtomicFiles.write(file, Json.pretty(new Kept(all)));
        } catch (IOException e) {
            throw new ImportException(Plain.text("%s cannot be written (%s).", file, e.getMessage()), e);
        }
    }

    private Map<String, Mapping> read() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(file), Kept.class).mappings();
        } catch (IOException e) {
            throw new ImportException(Plain.text("%s cannot be read (%s).", file, e.getMessage()), e);
        } catch (JacksonException | NullPointerException | IllegalArgumentException damaged) {
            setAside();
            return Map.of();
        }
    }

    /// A file that somebody wrote in is not written over.
    private void setAside() {
        try {
            Files.move(file, file.resolveSibling(NAME + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ImportException(Plain.text("%s is damaged and cannot be moved (%s).", file, e.getMessage()), e);
        }
    }
}
