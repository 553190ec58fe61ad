package sam.stories;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.library.Origin;
import sam.library.Tier;

/// Makes rows of the stories in a file or folder: `stories:FOLDER`. What is to be made of which work is chosen in the
/// order's options ([StoryChoices]); [#plan] tells beforehand what that comes to.
public final class StoriesCollector implements Collector {
    private static final int PHASE = 2;

    /// Stories come from files: neither the environment nor the time matters to them.
    public static StoriesCollector of(Map<String, String> environment, InstantSource clock) {
        return new StoriesCollector();
    }

    @Override
    public String scheme() {
        return "stories";
    }

    /// What will be made of the stories in a place. It reads every file and takes seconds for many; `null` when the
    /// person stops it.
    ///
    /// - `address`: what follows `stories:`.
    /// - `desk`: of the source; permissions given before lie there.
    public static @Nullable StoryPlan plan(String address, StoryChoices choices, Path desk, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        var files = StoryFiles.in(address);
        var ledger = new WorkLedger(desk);
        var lines = new ArrayList<StoryPlan.Line>();
        try (var reader = new StoryReader()) {
            for (var file : files.files()) {
                var reading = read(reader, file, cancelled);
                if (reading == null) {
                    return null;
                }
                var work = reading.work();
                lines.add(
                        work == null
                                ? StoryPlan.refused(file, String.valueOf(reading.refusal()), choices)
                                : StoryPlan.of(file, work, permitted(work, choices, ledger, false)));
            }
        }
        return new StoryPlan(choices, lines);
    }

    /// One work of a place, for its voice or its speakers; null when it cannot be read or must not be kept.
    public static @Nullable Work work(Path file, BooleanSupplier cancelled) throws IOException, InterruptedException {
        try (var reader = new StoryReader()) {
            var reading = read(reader, file, cancelled);
            return reading == null ? null : reading.work();
        }
    }

    private static @Nullable Reading read(StoryReader reader, Path file, BooleanSupplier cancelled)
            throws InterruptedException {
        return StoryFile.OTHER_ENDINGS.contains(StoryFile.ending(file))
                ? Reading.refused(StoryFile.OTHER_FORMAT, "")
                : reader.read(file, StoryFiles.shelf(file), cancelled);
    }

    @Override
    public void collect(CollectOrder order, Door door) throws IOException, InterruptedException {
        var choices = StoryChoices.of(order.options());
        var files = StoryFiles.in(order.address());
        var ledger = new WorkLedger(order.desk());
        var orderHash = Hashes.sha256(order.address() + Json.line(order.options()));
        var after = marked(door, orderHash);
        int withoutPermission = 0;
        try (var reader = new StoryReader()) {
            for (int i = 0; i < files.files().size(); i++) {
                var file = files.files().get(i);
                var place = files.place(file);
                if (after != null && place.compareTo(after) <= 0) {
                    continue;
                }
                if (!door.isOpen()) {
                    return;
                }
                door.at(i, files.files().size(), "works");
                var reading = read(reader, file, () -> !door.isOpen());
                if (reading == null) {
                    return;
                }
                var work = reading.work();
                if (work == null) {
                    door.refuse(place, String.valueOf(reading.refusal()), String.valueOf(reading.detail()));
                } else if (choices.takes(work)) {
                    var permitted =
                            permitted(work, choices, ledger, order.options().containsKey("permission"));
                    ledger.keep(work, permitted.permission(work), place);
                    withoutPermission += permitted.permission(work) == Permission.NONE ? 1 : 0;
                    if (!take(files, place, work, permitted, door)) {
                        return;
                    }
                }
                door.mark(Json.MAPPER.createObjectNode().put("after", place).put("order", orderHash));
            }
        }
        door.at(files.files().size(), files.files().size(), "works");
        if (withoutPermission > 0) {
            door.say(Plain.text(
                    "Of %,d works no permission was given: an adapter trained on them stays private.",
                    withoutPermission));
        }
        door.mark(null);
    }

    private static @Nullable String marked(Door door, String orderHash) {
        return door.marked()
                .filter(mark -> mark.path("order").asString("").equals(orderHash))
                .map(mark -> mark.path("after").asString(""))
                .orElse(null);
    }

    /// A permission given for this work before counts where none is given now.
    private static StoryChoices permitted(Work work, StoryChoices choices, WorkLedger ledger, boolean given) {
        if (given || choices.permissions().containsKey(work.id())) {
            return choices;
        }
        return ledger.of(work)
                .map(entry -> choices.permitting(work.id(), entry.permission()))
                .orElse(choices);
    }

    private static boolean take(StoryFiles files, String place, Work work, StoryChoices choices, Door door) {
        var rows = StoryRows.of(work, choices);
        if (rows.isEmpty()) {
            door.refuse(place, "no row of the kinds chosen can be made of it", "");
        }
        long line = 1;
        for (var row : rows) {
            if (!door.isOpen()) {
                return false;
            }
            door.take(PHASE, row.example(), origin(files, work, row, line++, choices));
        }
        return true;
    }

    private static Origin origin(StoryFiles files, Work work, StoryRow row, long line, StoryChoices choices) {
        var about = work.about();
        return new Origin(
                        "stories:" + files.root().getFileName(),
                        line,
                        choices.permission(work).licence(),
                        Tier.TRAIN_FIRST)
                .with(new Origin.Item(
                        StoryRows.key(work, row.kind(), row.index()),
                        work.group(),
                        about.address(),
                        about.author(),
                        work.id()));
    }
}
