package sam.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.ModelConfig;
import sam.model.files.SafetensorsFile;
import sam.model.files.SafetensorsWriter;
import sam.model.files.SafetensorsWriter.Window;
import tools.jackson.core.JacksonException;

/// The checkpoints of a run, `step-000120/` and so on: each a PEFT folder with the optimiser's moments, the state and
/// a manifest of sizes and SHA-256 beside it. A folder appears whole or not at all; the last three are kept; a
/// damaged one is moved aside and the one before it is used.
final class Checkpoints {
    private static final int FORMAT = 1;
    private static final int KEPT = 3;
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String FIRST = "exp_avg";
    private static final String SECOND = "exp_avg_sq";
    private static final String STATE = "state.json";
    private static final String MANIFEST = "manifest.json";

    private final Path folder;
    private final LoraShape shape;
    private final ModelConfig config;
    private final String base;

    Checkpoints(Path folder, LoraShape shape, ModelConfig config, String base) {
        this.folder = folder;
        this.shape = shape;
        this.config = config;
        this.base = base;
    }

    private record FileMark(long size, String sha256) {}

    private record Manifest(Map<String, FileMark> files) {}

    /// What was written: its folder's name and its size.
    record Written(String name, long bytes) {}

    /// A checkpoint on disk whose every byte is as it was written.
    record Saved(Checkpoint checkpoint, Path place) {}

    /// Writes a checkpoint and forgets the oldest. When the disk fails, the ones before are untouched.
    Written write(Checkpoint checkpoint, LoraNumbers numbers) throws IOException {
        Files.createDirectories(folder);
        var place = folder.resolve(Plain.text("step-%06d", checkpoint.step()));
        var temporary = AtomicFiles.sibling(place);
        AtomicFiles.deleteTree(temporary);
        try {
            AdapterFolder.write(temporary, numbers.parameters(), config, base, shape);
            var moments = new LinkedHashMap<String, Window>();
            moments.put(FIRST, new Window(numbers.first(), numbers.first().remaining()));
            moments.put(SECOND, new Window(numbers.second(), numbers.second().remaining()));
            SafetensorsWriter.write(temporary.resolve(OPTIMIZER), moments, Map.of());
            var state = new Checkpoint.State(
                    FORMAT, checkpoint.step(), checkpoint.numTokens(), checkpoint.identity(), checkpoint.standing());
            AtomicFiles.write(temporary.resolve(STATE), Json.pretty(state));
            long bytes = 0;
            var marks = new LinkedHashMap<String, FileMark>();
            for (var file : files(temporary)) {
                marks.put(file.getFileName().toString(), new FileMark(Files.size(file), Hashes.sha256(file)));
                bytes += Files.size(file);
            }
            AtomicFiles.write(temporary.resolve(MANIFEST), Json.pretty(new Manifest(marks)));
            AtomicFiles.deleteTree(place);
            AtomicFiles.publish(temporary, place);
            forgetOldest();
            return new Written(place.getFileName().toString(), bytes);
        } finally {
            AtomicFiles.deleteTree(temporary);
        }
    }

    /// The newest checkpoint whose every byte is as it was written.
    Optional<Saved> newest() throws IOException {
        for (var place : places().reversed()) {
            var checkpoint = read(place);
            if (checkpoint.isPresent()) {
                return checkpoint;
            }
            moveAside(place);
        }
        return Optional.empty();
    }

    /// Puts a checkpoint's numbers back.
    void restore(Saved saved, LoraNumbers numbers) throws IOException {
        AdapterFolder.readInto(numbers.parameters(), saved.place(), config, shape);
        try (var moments = SafetensorsFile.open(saved.place().resolve(OPTIMIZER))) {
            moments.read(FIRST, numbers.first());
            moments.read(SECOND, numbers.second());
        }
    }

    private Optional<Saved> read(Path place) throws IOException {
        try {
            var manifest = Json.MAPPER.readValue(Files.readAllBytes(place.resolve(MANIFEST)), Manifest.class);
            for (var mark : manifest.files().entrySet()) {
                var file = place.resolve(mark.getKey());
                if (Files.size(file) != mark.getValue().size()
                        || !Hashes.sha256(file).equals(mark.getValue().sha256())) {
                    return Optional.empty();
                }
            }
            var state = Json.MAPPER.readValue(Files.readAllBytes(place.resolve(STATE)), Checkpoint.State.class);
            if (state.format() > FORMAT) {
                throw new TrainingException(
                        Plain.text("The checkpoint %s was written by a newer version.", place), "Update the program.");
            }
            var standing = state.standing() == null ? TrainerState.NEW : state.standing();
            return Optional.of(
                    new Saved(new Checkpoint(state.step(), state.numTokens(), standing, state.identity()), place));
        } catch (java.nio.file.NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }

    private void moveAside(Path place) throws IOException {
        var aside = place.resolveSibling("damaged-" + place.getFileName());
        AtomicFiles.deleteTree(aside);
        Files.move(place, aside);
    }

    private void forgetOldest() throws IOException {
        var places = places();
        for (var old : places.subList(0, Math.max(0, places.size() - KEPT))) {
            AtomicFiles.deleteTree(old);
        }
    }

    /// The folders of all checkpoints, oldest first.
    private List<Path> places() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("step-\\d{6,}"))
                    .sorted(Comparator.comparingLong(entry ->
                            Long.parseLong(entry.getFileName().toString().substring(5))))
                    .toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
