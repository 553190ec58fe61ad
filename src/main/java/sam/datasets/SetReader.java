package sam.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import sam.durable.Json;
import sam.durable.Plain;
import sam.hub.DataFiles;
import sam.hub.HubFile;
import sam.intake.CollectOrder;
import sam.intake.Door;
import sam.intake.FileRows;
import sam.intake.ImportSettings;
import sam.library.Example;
import sam.library.LicenceKind;
import sam.library.Origin;
import sam.library.Status;

/// Reads the chosen parts of a data set: brings their files one after the other, and hands over their rows, all or a
/// sample.
final class SetReader {
    /// Of the rows that are drawn some are refused, or there already.
    private static final double MORE = 1.3;

    private static final int MARKED_ROWS = 2_000;

    private final SetName name;
    private final DataFiles files;
    private final SetCard card;
    private final Choice choice;
    private final CollectOrder order;
    private final Door door;
    private final Draw draw;
    private Mark mark;
    private long handed;
    private long handedOfPart;

    SetReader(SetName name, DataFiles files, SetCard card, Choice choice, CollectOrder order, Door door) {
        this.name = name;
        this.files = files;
        this.card = card;
        this.choice = choice;
        this.order = order;
        this.door = door;
        this.draw = new Draw(order.seed());
        this.mark = Mark.goOn(door.marked(), files.commit(), order.seed(), order.limit() == null ? -1 : order.limit());
    }

    void read() throws IOException, InterruptedException {
        var parts = choice.parts();
        door.say(Plain.text(
                "%s at commit %.8s: %s",
                name.id(),
                files.commit(),
                parts.stream().limit(6).map(Part::words).collect(Collectors.joining(", "))
                        + (parts.size() > 6 ? Plain.text(" and %,d more", parts.size() - 6) : "")));
        long each = each(parts.size());
        for (var part : parts) {
            read(part, each);
            if (!door.isOpen()) {
                return;
            }
        }
        door.mark(null);
    }

    /// How many rows of a part are wanted; -1 for all.
    private long each(int parts) {
        if (SetName.ALL.equals(name.config())) {
            return choice.number("each", 500);
        }
        var limit = order.limit();
        return limit == null ? -1 : Math.max(1, limit / parts);
    }

    private void read(Part part, long wanted) throws IOException, InterruptedException {
        handedOfPart = 0;
        List<HubFile> shards = wanted < 0 ? part.files() : draw.order(part.files(), part.name());
        long rowsOfShard = part.rows() < 0 ? -1 : Math.max(1, part.rows() / shards.size());
        for (var shard : shards) {
            if (mark.finished().contains(shard.path())) {
                continue;
            }
            if (!door.isOpen() || wanted >= 0 && handedOfPart >= wanted) {
                return;
            }
            read(part, shard, wanted, rowsOfShard);
        }
    }

    private void read(Part part, HubFile shard, long wanted, long rows) throws IOException, InterruptedException {
        if (wanted >= 0 && ParquetSample.suits(shard)) {
            readSample(part, shard, wanted);
            return;
        }
        long all = shard.size();
        var file = files.bring(shard, order.desk(), here -> door.at(here >> 10, all >> 10, "KB"), door::say);
        long there = wanted < 0 || rows >= 0 && part.files().size() == 1 ? rows : count(file);
        double share = wanted < 0 || there <= 0 ? 1 : Math.min(1, MORE * (wanted - handedOfPart) / there);
        readRows(part, shard, file, settings(), share, wanted);
        if (wanted < 0 || !door.isOpen()) {
            return;
        }
        // what was drawn lies in the library; the file can be fetched again
        Files.deleteIfExists(file);
    }

    /// Of a large Parquet file only the row groups that are drawn are fetched.
    private void readSample(Part part, HubFile shard, long wanted) throws IOException, InterruptedException {
        double rows = MORE * (wanted - handedOfPart);
        var sample = ParquetSample.bring(files, shard, order.desk(), draw, rows, door);
        if (!sample.groups().isEmpty()) {
            double share = Math.min(1, rows / Math.max(1, sample.rows()));
            readRows(part, shard, sample.file(), settings().withRowGroups(sample.groups()), share, wanted);
        }
        Files.deleteIfExists(sample.file());
    }

    private void readRows(Part part, HubFile shard, Path file, ImportSettings settings, double share, long wanted) {
        long passed = mark.readOf(shard.path());
        boolean[] stopped = {false};
        FileRows.read(file, name.id().path(), settings, () -> !door.isOpen(), new FileRows.Out() {
            @Override
            public boolean take(int phase, Example example, Origin origin) {
                return !(stopped[0] = !SetReader.this.take(part, shard, phase, example, origin, passed, share, wanted));
            }

            @Override
            public void refuse(long line, String reason, String row) {
                if (line > passed && draw.takes(shard.path(), line, share)) {
                    door.refuse(shard.path() + ", row " + line, reason, row);
                }
            }

            @Override
            public void at(long bytes) {
                door.at(handed, part.rows(), "rows");
            }
        });
        if (!stopped[0] && door.isOpen()) {
            mark = mark.finish(shard.path());
            door.mark(Json.MAPPER.valueToTree(mark));
        }
    }

    /// Whether more is wanted of this file.
    private boolean take(
            Part part,
            HubFile shard,
            int phase,
            Example example,
            Origin origin,
            long passed,
            double share,
            long wanted) {
        if (origin.line() <= passed || !draw.takes(shard.path(), origin.line(), share)) {
            return true;
        }
        if (wanted >= 0 && handedOfPart >= wanted && SetName.ALL.equals(name.config())) {
            return false;
        }
        door.take(phase, example, from(part, shard, origin));
        handed++;
        handedOfPart++;
        if (handed % MARKED_ROWS == 0) {
            mark = mark.at(shard.path(), origin.line());
            door.mark(Json.MAPPER.valueToTree(mark));
            door.at(handed, part.rows(), "rows");
        }
        return door.isOpen();
    }

    private Origin from(Part part, HubFile shard, Origin origin) {
        var item = origin.item();
        var licence = LicenceKind.of(origin.licence()) == LicenceKind.UNKNOWN
                        && !card.licence().isEmpty()
                ? card.licence()
                : origin.licence();
        return new Origin(
                origin.source(),
                origin.line(),
                licence,
                origin.tier(),
                new Origin.Item(
                        item.key() == null ? shard.path() + "#" + origin.line() : item.key(),
                        item.group(),
                        item.address() == null
                                ? "https://huggingface.co/datasets/" + name.id().path()
                                : item.address(),
                        item.author(),
                        files.commit()),
                origin.maker(),
                origin.parents());
    }

    /// How many rows a file holds.
    private long count(Path file) {
        long[] rows = {0};
        FileRows.read(file, name.id().path(), settings(), () -> !door.isOpen(), new FileRows.Out() {
            @Override
            public boolean take(int phase, Example example, Origin origin) {
                rows[0]++;
                return true;
            }

            @Override
            public void refuse(long line, String reason, String row) {
                rows[0]++;
            }

            @Override
            public void at(long bytes) {
                door.at(bytes >> 10, -1, "KB looked through");
            }
        });
        return rows[0];
    }

    private ImportSettings settings() {
        return new ImportSettings(
                name.format(), order.tier(), order.licence(), order.phase(), null, Status.WAITING, null, null);
    }
}
