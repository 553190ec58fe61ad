package sam.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.engine.EngineOptions;
import sam.engine.LoadedModel;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerEvent;
import sam.training.ReferenceFile.Said;

/// What the stack below says of a run's pairs, computed once a row however many runs ask for it.
///
/// Read from two places: the run's own file, which makes a resumed run end with the bytes of one in one piece
/// whatever happened to the shelf since, and the shelf that all runs share. Pairs are scored in the groups they
/// would be in if nothing were known, a group as soon as one of its pairs is missing: so a run killed half-way
/// through gets the digits of one that was not. Between two groups it does what it is asked, as between two steps:
/// what was computed before a stop is kept.
final class References implements ReferencePass {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(20);

    private final TrainOrder order;
    private final LoadedModel model;
    private final EngineOptions engine;
    private final TrainWatch watch;
    private final Path own;
    private final ReferenceShelf shelf;
    private final Duration saveEvery;
    private final CommandInbox commands;
    private final Map<RowHash, Said> known = new HashMap<>();
    private final Map<RowHash, Said> used = new LinkedHashMap<>();
    private @Nullable String key;
    private boolean keeps = true;

    References(TrainOrder order, RunFolder run, LoadedModel model, EngineOptions engine, TrainWatch watch) {
        this(order, run, model, engine, watch, ReferenceShelf.of(run), SAVE_EVERY);
    }

    References(
            TrainOrder order,
            RunFolder run,
            LoadedModel model,
            EngineOptions engine,
            TrainWatch watch,
            ReferenceShelf shelf,
            Duration saveEvery) {
        this.order = order;
        this.model = model;
        this.engine = engine;
        this.watch = watch;
        this.own = run.root().resolve("reference.bin");
        this.shelf = shelf;
        this.saveEvery = saveEvery;
        this.commands = new CommandInbox(watch);
    }

    @Override
    public List<ReferencedPair> of(List<? extends Row> rows, String task) throws IOException {
        var pairs = rows.stream()
                .filter(Row.Pair.class::isInstance)
                .map(Row.Pair.class::cast)
                .toList();
        if (pairs.isEmpty()) {
            return List.of();
        }
        var hashes = pairs.stream().map(RowHash::of).toList();
        open(Set.copyOf(hashes));
        long before = hashes.stream().filter(known::containsKey).count();
        compute(pairs, hashes, task);
        for (var hash : hashes) {
            used.put(hash, known(hash));
        }
        keep();
        if (before > 0) {
            say(Plain.text(
                    "The %s of %s was computed before and is read from disk.",
                    task,
                    before == pairs.size()
                            ? Plain.text("all %,d pairs", before)
                            : Plain.text("%,d of %,d pairs", before, pairs.size())));
        }
        var referenced = new ArrayList<ReferencedPair>();
        for (int i = 0; i < pairs.size(); i++) {
            var said = known(hashes.get(i));
            referenced.add(new ReferencedPair(pairs.get(i), said.chosen(), said.rejected()));
        }
        known.clear();
        return referenced;
    }

    private Said known(RowHash row) {
        return java.util.Objects.requireNonNull(known.get(row), "every pair was scored");
    }

    private void compute(List<Row.Pair> pairs, List<RowHash> hashes, String task) throws IOException {
        var saved = new long[] {System.nanoTime()};
        Scorer.pairs(
                model,
                model.pass(),
                pairs,
                group -> group.stream().anyMatch(i -> !known.containsKey(hashes.get(i))),
                (group, logps) -> {
                    for (int i = 0; i < logps.length; i++) {
                        var hash = hashes.get(group.get(i));
                        var said = new Said(logps[i][0], logps[i][1]);
                        known.putIfAbsent(hash, said);
                        used.put(hash, known(hash));
                    }
                    watch.event(new WorkerEvent.Progress(
                            task, hashes.stream().filter(known::containsKey).count(), pairs.size()));
                    if (System.nanoTime() - saved[0] >= saveEvery.toNanos()) {
                        saved[0] = System.nanoTime();
                        keep();
                    }
                    obey();
                });
    }

    private void obey() {
        try {
            if (commands.stop(0, false, this::keep)) {
                keep();
                throw new StopAsked();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends a pass whose run was asked to stop.
    static final class StopAsked extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// What fails is not read again by anybody.
    @Override
    public void requireSameStart(PairLogps logps, double perToken) throws IOException {
        try {
            DpoObjective.requireSameStart(logps, perToken);
        } catch (TrainingException wrong) {
            Files.deleteIfExists(own);
            if (key != null) {
                shelf.forget(key);
            }
            throw wrong;
        }
    }

    /// Reads what is known of these pairs, the run's own numbers before the shelf's; the rest of the shelf stays out
    /// of memory.
    private void open(Set<RowHash> wanted) throws IOException {
        if (key == null) {
            key = ReferenceKey.of(order, model, engine);
            used.putAll(read(own, key));
        }
        known.putAll(read(shelf.file(key), key));
        known.putAll(used);
        known.keySet().retainAll(wanted);
    }

    /// A run's own file under another key is of other weights or another engine, which is said elsewhere.
    private Map<RowHash, Said> read(Path file, String of) {
        try {
            var said = Files.exists(file) ? ReferenceFile.read(file, of) : Optional.of(Map.<RowHash, Said>of());
            if (said.isPresent()) {
                return said.get();
            }
            say(Plain.text("%s cannot be used, so the reference it held is computed again.", file));
        } catch (IOException e) {
            say(Plain.text("%s cannot be read, so the reference it held is computed again. %s", file, Sentences.of(e)));
        }
        return Map.of();
    }

    /// What cannot be kept is computed again by the next run; this one goes on.
    private void keep() {
        if (!keeps || key == null) {
            return;
        }
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(own.getParent()));
            var finite = new LinkedHashMap<>(used);
            finite.values().removeIf(said -> !said.isFinite());
            ReferenceFile.write(own, key, finite);
            shelf.keep(key, finite);
        } catch (IOException e) {
            keeps = false;
            say(Plain.text("The reference could not be kept for other runs. %s", Sentences.of(e)));
        }
    }

    private void say(String sentence) {
        watch.event(new WorkerEvent.Note(sentence));
    }
}
