package sam.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import sam.durable.Hashes;
import sam.durable.Plain;
import sam.net.StallGuard;

/// Files of one data set at one commit: whole ones checked by hash, or ranges of bytes of a large one.
public final class DataFiles {
    private static final int MOST_RANGE = 256 << 20;

    private final Hub hub;
    private final Snapshot snapshot;

    private DataFiles(Hub hub, Snapshot snapshot) {
        this.hub = hub;
        this.snapshot = snapshot;
    }

    /// The commit that a name means now, with its files.
    ///
    /// - `hub`: as [Hub#ofDataSets] gives it.
    public static DataFiles of(Hub hub, HubId id, Consumer<String> say) throws InterruptedException {
        return new DataFiles(hub, hub.resolve(id, say));
    }

    public String commit() {
        return snapshot.commit();
    }

    public List<HubFile> files() {
        return snapshot.files();
    }

    /// Brings a file to its whole below `folder`, going on where an earlier attempt stopped.
    ///
    /// - `at`: hears how many of its bytes are here.
    public Path bring(HubFile file, Path folder, LongConsumer at, Consumer<String> say)
            throws IOException, InterruptedException {
        // two files of one name lie in folders of their own
        var place = folder.resolve(Hashes.sha256(file.path()).substring(0, 12));
        Files.createDirectories(place);
        var whole = place.resolve(file.name());
        if (!file.is(whole)) {
            long free = Files.getFileStore(place).getUsableSpace();
            if (file.size() > free) {
                throw new HubException(Plain.text(
                        "%s needs %,d MB and %s has %,d MB free. Free some space.",
                        file.name(), file.size() >> 20, folder, free >> 20));
            }
            new FileDownload(hub, snapshot, file, place, new FileDownload.Watch() {
                        @Override
                        public void at(long here) {
                            at.accept(here);
                        }

                        @Override
                        public void said(String news) {
                            say.accept(news);
                        }
                    })
                    .run();
        }
        return whole;
    }

    /// Bytes `from` (inclusive) `to` (exclusive) of a file. A server without ranges, and one that answers with others
    /// than were asked for, is a [HubException].
    public byte[] range(HubFile file, long from, long to, Consumer<String> say)
            throws IOException, InterruptedException {
        if (from < 0 || to > file.size() || to - from > MOST_RANGE || from >= to) {
            throw new HubException(
                    Plain.text("%s says of itself what cannot be. Choose another data set.", file.path()));
        }
        var pauses = hub.client().pauses();
        for (int fruitless = 0; ; fruitless++) {
            var response = hub.client()
                    .get(hub.address(snapshot, file), Map.of("Range", "bytes=" + from + "-" + (to - 1)), say);
            try (var body = response.body();
                    var guard = new StallGuard(body, pauses.stall())) {
                if (response.statusCode() != 206) {
                    throw response.statusCode() == 200
                            ? new HubException(
                                    "The hub does not give parts of a file, so no sample can be drawn of it. Leave out"
                                            + " the limit to fetch it whole.")
                            : hub.refusal(snapshot.id(), response.statusCode());
                }
                var told = response.headers().firstValue("Content-Range").orElse("");
                if (!told.startsWith("bytes " + from + "-" + (to - 1) + "/")) {
                    throw new HubException(
                            "The hub sent another part of the file than was asked for. Try again later.");
                }
                var bytes = body.readNBytes((int) (to - from));
                guard.alive();
                if (bytes.length == to - from) {
                    return bytes;
                }
            } catch (IOException e) {
                if (fruitless >= pauses.attempts()) {
                    throw hub.client().unreachable(e);
                }
            }
            if (fruitless >= pauses.attempts()) {
                throw hub.client().unreachable(new IOException("the connection ended early"));
            }
            sam.net.Pauses.sleep(pauses.after(fruitless));
        }
    }
}
