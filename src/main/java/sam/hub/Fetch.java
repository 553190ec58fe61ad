package sam.hub;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Json;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.model.ModelFamily;
import tools.jackson.core.JacksonException;

/// Fetches a model into a folder that appears whole or not at all. What an earlier attempt brought is kept beside the
/// place and gone on with.
public final class Fetch {
    private static final double GIGA = 1e9;

    private final Hub hub;
    private final InstantSource clock;

    public Fetch(Hub hub, InstantSource clock) {
        this.hub = hub;
        this.clock = clock;
    }

    /// What was wanted: a model folder, or one GGUF file of the repository.
    public record Order(HubId id, @Nullable String file, Path place) {
        /// Below `models`: a folder for each model, and one for each GGUF file of it.
        public static Order below(Path models, HubId id, @Nullable String file) {
            var stem = file == null
                    ? ""
                    : "--" + file.substring(file.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._+-]", "-");
            return new Order(id, file, models.resolve(id.folderName() + stem.replaceFirst("(?i)\\.gguf$", "")));
        }
    }

    /// What a fetch left: the plan it followed, and whether everything had been there before.
    public record Fetched(FetchPlan plan, boolean wasThere) {}

    /// Asks the hub, shows the plan, and brings what is missing.
    public Fetched run(Order order, FetchWatch watch) throws IOException, InterruptedException {
        var snapshot = hub.resolve(order.id(), watch::said);
        var files = order.file() == null ? Selection.folder(snapshot) : Selection.gguf(snapshot, order.file());
        var place = order.place().toAbsolutePath().normalize();
        if (isThere(place, snapshot, files)) {
            return new Fetched(new FetchPlan(snapshot, place, files, bytes(files), 0), true);
        }
        Files.createDirectories(AtomicFiles.parent(place));
        var lock = place.resolveSibling("." + place.getFileName() + ".lock");
        try (var held = FolderLock.tryLock(lock)
                .orElseThrow(() -> new HubException(
                        Plain.text("%s is being fetched by another process already. Wait for it.", order.id())))) {
            java.util.Objects.requireNonNull(held);
            var staging = AtomicFiles.sibling(place);
            Files.createDirectories(staging);
            tidy(staging, files);
            var plan = plan(snapshot, place, files, staging);
            watch.planned(plan);
            bring(plan, staging, watch);
            Source.of(plan, hub.client().endpoint().toString(), clock.instant()).write(staging);
            AtomicFiles.forceFolder(staging);
            Files.deleteIfExists(place);
            AtomicFiles.publish(staging, place);
            return new Fetched(plan, false);
        } catch (HubException refused) {
            deleteIfEmpty(AtomicFiles.sibling(place));
            throw refused;
        } finally {
            if (!FolderLock.isHeld(lock)) {
                Files.deleteIfExists(lock);
            }
        }
    }

    private FetchPlan plan(Snapshot snapshot, Path place, List<HubFile> files, Path staging) throws IOException {
        long here = 0;
        for (var file : files) {
            here += Math.min(file.size(), lying(staging, file));
        }
        var plan = new FetchPlan(
                snapshot, place, files, here, Files.getFileStore(staging).getUsableSpace());
        if (plan.toCome() > plan.free()) {
            throw new HubException(Plain.text(
                    "%s needs %,.2f GB more and %s has %,.2f GB free. Free some space, or choose another place with"
                            + " --to.",
                    snapshot.id(), plan.toCome() / GIGA, AtomicFiles.parent(place), plan.free() / GIGA));
        }
        return plan;
    }

    /// Small files come first, so that a model SAM cannot train is refused before its gigabytes.
    private void bring(FetchPlan plan, Path staging, FetchWatch watch) throws IOException, InterruptedException {
        long before = 0;
        boolean checked = false;
        for (var file : plan.files()) {
            if (Selection.isWeights(file) && !checked) {
                check(plan, staging);
                checked = true;
            }
            var done = staging.resolve(file.name());
            if (!file.is(done)) {
                Files.deleteIfExists(done);
                long base = before;
                new FileDownload(hub, plan.snapshot(), file, staging, new FileDownload.Watch() {
                            @Override
                            public void at(long here) {
                                watch.at(file.name(), base + here, plan.bytes());
                            }

                            @Override
                            public void said(String news) {
                                watch.said(news);
                            }
                        })
                        .run();
            }
            before += file.size();
            watch.at(file.name(), before, plan.bytes());
        }
    }

    private static void check(FetchPlan plan, Path staging) throws IOException {
        var config = staging.resolve(Selection.CONFIG);
        try {
            if (Files.exists(config)) {
                var type = Json.MAPPER
                        .readTree(Files.readAllBytes(config))
                        .path("model_type")
                        .asString("unknown");
                if (ModelFamily.of(type).isEmpty()) {
                    throw new HubException(Plain.text(
                            "The architecture of %s is %s, which SAM does not train. Choose a model of %s.",
                            plan.snapshot().id(), Sentences.quoting(type), ModelFamily.choice()));
                }
            }
            var index = staging.resolve(Selection.INDEX);
            if (Files.exists(index)) {
                var wanted = new HashSet<String>();
                plan.files().forEach(file -> wanted.add(file.name()));
                for (var entry : Json.MAPPER
                        .readTree(Files.readAllBytes(index))
                        .path("weight_map")
                        .properties()) {
                    if (!wanted.contains(entry.getValue().asString(""))) {
                        throw new HubException(Plain.text(
                                "The index of %s names the file \"%s\", which the repository does not hold. Choose"
                                        + " another revision.",
                                plan.snapshot().id(),
                                Sentences.quoting(entry.getValue().asString(""))));
                    }
                }
            }
        } catch (JacksonException e) {
            throw new HubException(
                    Plain.text(
                            "The description of %s is not readable JSON. Choose another revision.",
                            plan.snapshot().id()),
                    e);
        }
    }

    /// Whether the place holds this very model already; anything else there is never touched.
    private static boolean isThere(Path place, Snapshot snapshot, List<HubFile> files) throws IOException {
        if (!Files.exists(place)) {
            return false;
        }
        if (!Files.isDirectory(place)) {
            throw new HubException(Plain.text("%s is a file.", place), HubException.Way.OTHER_FOLDER);
        }
        var source = Source.read(place);
        if (source.isEmpty()) {
            try (var entries = Files.list(place)) {
                if (entries.findAny().isEmpty()) {
                    return false;
                }
            }
            throw new HubException(
                    Plain.text("%s holds something else already.", place), HubException.Way.OTHER_FOLDER);
        }
        var parts = files.stream().map(Source.Part::of).toList();
        if (!source.get().files().equals(parts)) {
            throw new HubException(
                    Plain.text(
                            "%s holds commit %.8s of %s, and %.8s was asked for.",
                            place, source.get().commit(), source.get().id(), snapshot.commit()),
                    HubException.Way.OTHER_FOLDER);
        }
        for (var file : files) {
            if (!file.is(place.resolve(file.name()))) {
                throw new HubException(Plain.text(
                        "%s is not as the hub has it any more. Remove %s and fetch it again.",
                        place.resolve(file.name()), place));
            }
        }
        return true;
    }

    private static long lying(Path staging, HubFile file) throws IOException {
        for (var path : List.of(staging.resolve(file.name()), FileDownload.part(staging, file))) {
            if (Files.exists(path)) {
                return Files.size(path);
            }
        }
        return 0;
    }

    /// Removes what an attempt at another commit left; only plain files, and only in the folder of our own.
    private static void tidy(Path staging, List<HubFile> files) throws IOException {
        Set<Path> ours = new HashSet<>();
        for (var file : files) {
            var part = FileDownload.part(staging, file);
            ours.add(staging.resolve(file.name()));
            ours.add(part);
            ours.add(part.resolveSibling(part.getFileName() + ".etag"));
        }
        List<Path> lying;
        try (var entries = Files.list(staging)) {
            lying = entries.filter(path -> !ours.contains(path) && !Files.isDirectory(path))
                    .toList();
        }
        for (var path : lying) {
            Files.delete(path);
        }
    }

    /// A refusal before the first byte leaves nothing behind.
    private static void deleteIfEmpty(Path staging) throws IOException {
        try {
            Files.deleteIfExists(staging);
        } catch (DirectoryNotEmptyException kept) {
            // what came is gone on with next time
            return;
        }
    }

    private static long bytes(List<HubFile> files) {
        return files.stream().mapToLong(HubFile::size).sum();
    }
}
