package sam.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sam.catalogue.Entry;
import sam.durable.AtomicFiles;
import sam.durable.FolderLock;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.Example;
import sam.library.Import;
import sam.library.Library;
import sam.library.LibraryException;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.net.NetException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One source on its way into the library: what a collector brings is kept in batches, and where it stopped is kept
/// after the rows before it, so that going on brings nothing twice and loses nothing.
public final class Collection implements Door {
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_CHARS = 2 << 20;
    private static final int SHOWN_LICENCES = 6;

    private final String source;
    private final @Nullable Entry entry;
    private final CollectOrder order;
    private final Library library;
    private final Watch watch;
    private final BooleanSupplier cancelled;
    private final Import into;
    private final List<NewExample> batch = new ArrayList<>();
    private final List<CollectReport.Refusal> refusals = new ArrayList<>();
    private final Map<String, Long> reasons = new HashMap<>();
    private final Set<String> licences = new TreeSet<>();
    private int batchChars;
    private long refused;
    private Progress progress = new Progress(0, -1, "", 0, 0, 0);

    /// How far it is: `done` of `all` of `unit`, and what became of the rows. `all` is -1 where it is unknown.
    public record Progress(long done, long all, String unit, long taken, long refused, long duplicates) {}

    /// Hears how it goes on, from the collecting thread.
    public interface Watch {
        void at(Progress now);

        void said(String news);

        /// Something a person may choose.
        default void offered(String name, String words) {
            said(words);
        }
    }

    private Collection(
            String source,
            @Nullable Entry entry,
            CollectOrder order,
            Library library,
            Watch watch,
            BooleanSupplier cancelled) {
        this.source = source;
        this.entry = entry;
        this.order = order;
        this.library = library;
        this.watch = watch;
        this.cancelled = cancelled;
        this.into = library.startImport(source);
    }

    /// Where what is fetched for a library's sources lies: beside the library.
    public static Path desk(Path library, String source) {
        var name = source.replaceAll("[^A-Za-z0-9._-]+", "-");
        var near = name.length() > 60 ? name.substring(0, 60) : name;
        return library.resolveSibling(library.getFileName() + ".collect")
                .resolve(near + "-" + Hashes.sha256(source).substring(0, 8));
    }

    /// Collects one source into a library. A fault is an [ImportException] that tells what was taken before it.
    ///
    /// - `source`: the whole address, scheme included: the import's name.
    /// - `entry`: what the catalogue says of it, or null; its title names the rows' source, its model their maker.
    public static CollectReport run(
            Collector collector,
            String source,
            @Nullable Entry entry,
            CollectOrder order,
            Library library,
            Watch watch,
            BooleanSupplier cancelled)
            throws InterruptedException {
        try {
            Files.createDirectories(order.desk());
            try (var held = FolderLock.tryLock(order.desk().resolve("lock"))
                    .orElseThrow(() -> new ImportException(
                            Plain.text("%s is being collected already. Wait for it, or stop it.", source)))) {
                java.util.Objects.requireNonNull(held);
                return new Collection(source, entry, order, library, watch, cancelled).run(collector);
            }
        } catch (IOException e) {
            throw new ImportException(Plain.text("%s cannot be written (%s).", order.desk(), e.getMessage()), e);
        }
    }

    private CollectReport run(Collector collector) throws InterruptedException {
        try {
            collector.collect(order, this);
            flush();
            tell();
            return report();
        } catch (ImportException e) {
            throw broken(e);
        } catch (NetException | LibraryException e) {
            throw broken(new ImportException(String.valueOf(e.getMessage()), e));
        } catch (IOException | UncheckedIOException e) {
            throw broken(new ImportException(Plain.text("%s cannot be read (%s).", source, e.getMessage()), e));
        }
    }

    /// The rows before the break go into the library too, if it can take them.
    private ImportException broken(ImportException e) {
        try {
            flush();
        } catch (LibraryException full) {
            e.addSuppressed(full);
        }
        return e.after(into.taken(), refused, into.duplicates());
    }

    private CollectReport report() {
        return new CollectReport(
                source,
                into.taken(),
                refused,
                into.duplicates(),
                licenceWords(),
                MostFirst.of(reasons),
                refusals,
                cancelled.getAsBoolean());
    }

    private String licenceWords() {
        var shown = licences.stream().limit(SHOWN_LICENCES).toList();
        return String.join(", ", shown) + (licences.size() > SHOWN_LICENCES ? ", …" : "");
    }

    @Override
    public boolean isOpen() {
        if (cancelled.getAsBoolean()) {
            return false;
        }
        var limit = order.limit();
        if (limit != null && into.taken() + batch.size() >= limit) {
            // of those that wait some may be there already
            flush();
            return into.taken() < limit;
        }
        return true;
    }

    @Override
    public void take(int phase, Example example, Origin origin) {
        if (!isOpen()) {
            return;
        }
        var made = entry == null ? null : entry.maker();
        var kept = new Origin(
                named(origin),
                origin.line(),
                order.licence() == null ? origin.licence() : order.licence(),
                order.tier() == null ? origin.tier() : order.tier(),
                origin.item(),
                origin.maker() == null && made != null ? Makers.of(made) : origin.maker(),
                origin.parents());
        licences.add(kept.licence());
        batch.add(new NewExample(order.phase() == null ? phase : order.phase(), example, kept, Status.WAITING));
        for (var text : example.texts()) {
            batchChars += text.length();
        }
        if (batch.size() >= BATCH_ROWS || batchChars >= BATCH_CHARS) {
            flush();
            tell();
        }
    }

    private String named(Origin origin) {
        if (order.name() != null) {
            return order.name();
        }
        return entry == null || entry.asks() ? origin.source() : entry.title();
    }

    @Override
    public void refuse(String place, String reason, String row) {
        refused++;
        reasons.merge(reason, 1L, Long::sum);
        if (refusals.size() < CollectReport.KEPT_REFUSALS) {
            refusals.add(new CollectReport.Refusal(place, reason, ImportReport.Refusal.beginning(row)));
        }
    }

    @Override
    public void at(long done, long all, String unit) {
        progress = new Progress(done, all, unit, 0, 0, 0);
        tell();
    }

    @Override
    public void say(String news) {
        watch.said(news);
    }

    @Override
    public void offer(String name, String words) {
        watch.offered(name, words);
    }

    private void tell() {
        watch.at(new Progress(
                progress.done(),
                progress.all(),
                progress.unit(),
                into.taken() + batch.size(),
                refused,
                into.duplicates()));
    }

    private void flush() {
        if (!batch.isEmpty()) {
            into.add(List.copyOf(batch));
            batch.clear();
            batchChars = 0;
        }
    }

    @Override
    public Optional<JsonNode> marked() {
        var file = mark();
        try {
            return Files.exists(file) ? Optional.of(Json.MAPPER.readTree(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException | JacksonException damaged) {
            // begun anew: what is there already is not taken twice
            return Optional.empty();
        }
    }

    @Override
    public void mark(@Nullable JsonNode place) {
        flush();
        try {
            if (place == null) {
                Files.deleteIfExists(mark());
            } else {
                AtomicFiles.write(mark(), Json.MAPPER.writeValueAsBytes(place));
            }
        } catch (IOException e) {
            throw new ImportException(Plain.text("%s cannot be written (%s).", mark(), e.getMessage()), e);
        }
    }

    private Path mark() {
        return order.desk().resolve("mark.json");
    }
}
