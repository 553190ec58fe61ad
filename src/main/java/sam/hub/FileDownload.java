package sam.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import sam.durable.AtomicFiles;
import sam.durable.Plain;
import sam.net.Pauses;
import sam.net.StallGuard;

/// Brings one file to its whole, wherever an earlier attempt stopped, and takes it only when its hash is the hub's.
///
/// The unfinished file carries its hash in its name, so bytes of another version are never continued.
final class FileDownload {
    private static final int BUFFER = 1 << 18;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final Hub hub;
    private final Snapshot snapshot;
    private final HubFile file;
    private final Path part;
    private final Path tag;
    private final Watch watch;

    /// Hears the bytes of this file that are here, and news.
    interface Watch {
        void at(long here);

        void said(String news);
    }

    FileDownload(Hub hub, Snapshot snapshot, HubFile file, Path staging, Watch watch) {
        this.hub = hub;
        this.snapshot = snapshot;
        this.file = file;
        this.part = part(staging, file);
        this.tag = part.resolveSibling(part.getFileName() + ".etag");
        this.watch = watch;
    }

    static Path part(Path staging, HubFile file) {
        return staging.resolve(file.name() + "." + file.hash().substring(0, 16) + ".part");
    }

    void run() throws IOException, InterruptedException {
        fill();
        if (!file.is(part)) {
            watch.said(
                    Plain.text("%s does not have the hub's hash; it is fetched once more from its start", file.name()));
            forget();
            fill();
            if (!file.is(part)) {
                forget();
                throw new HubException(Plain.text(
                        "%s came twice with another hash than the hub lists, so it was thrown away. Check whether a"
                                + " proxy changes downloads, and try again later.",
                        file.name()));
            }
        }
        AtomicFiles.forceFile(part);
        AtomicFiles.publish(part, part.resolveSibling(file.name()));
        Files.deleteIfExists(tag);
    }

    private void forget() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(tag);
    }

    private long here() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private void fill() throws IOException, InterruptedException {
        if (file.size() == 0) {
            Files.write(part, new byte[0]);
            return;
        }
        var pauses = hub.client().pauses();
        int fruitless = 0;
        long furthest = here();
        while (here() < file.size()) {
            IOException broken;
            try {
                piece();
                continue;
            } catch (IOException e) {
                broken = e;
            }
            long now = here();
            fruitless = now > furthest ? 0 : fruitless + 1;
            furthest = Math.max(furthest, now);
            if (fruitless > pauses.attempts()) {
                throw hub.client().unreachable(broken);
            }
            watch.said(Plain.text("%s stopped at %,d of %,d bytes; going on", file.name(), now, file.size()));
            Pauses.sleep(pauses.after(fruitless));
        }
    }

    /// One answer of the server, as far as it comes.
    private void piece() throws IOException, InterruptedException {
        long have = here();
        if (have > file.size()) {
            forget();
            have = 0;
        }
        var headers = new LinkedHashMap<String, String>();
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            if (Files.exists(tag)) {
                headers.put("If-Range", Files.readString(tag));
            }
        }
        var response = hub.client().get(hub.address(snapshot, file), headers, watch::said);
        try (var body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> take(response, body, 0);
                case 206 -> take(response, body, checkedStart(response, have));
                case 416 -> {
                    forget();
                    throw new IOException("the server has no such range");
                }
                default -> throw hub.refusal(snapshot.id(), response.statusCode());
            }
        }
    }

    private long checkedStart(HttpResponse<?> response, long have) throws IOException {
        var range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != have) {
            forget();
            throw new IOException("the server sent another range than was asked for");
        }
        if (!range.group(2).equals("*") && Long.parseLong(range.group(2)) != file.size()) {
            throw changed(Long.parseLong(range.group(2)));
        }
        return have;
    }

    private HubException changed(long size) {
        return new HubException(Plain.text(
                "%s has %,d bytes where the hub lists %,d: it changed, or a proxy answers in the hub's place. Try"
                        + " again later.",
                file.name(), size, file.size()));
    }

    private void take(HttpResponse<?> response, InputStream body, long from) throws IOException {
        var length = response.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && from + length.getAsLong() != file.size()) {
            throw changed(from + length.getAsLong());
        }
        if (from == 0) {
            remember(response);
        }
        try (var channel = open(from);
                var guard = new StallGuard(body, hub.client().pauses().stall())) {
            var buffer = new byte[BUFFER];
            long here = from;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                guard.alive();
                if (here + n > file.size()) {
                    throw changed(here + n);
                }
                write(channel, ByteBuffer.wrap(buffer, 0, n));
                here += n;
                watch.at(here);
            }
            if (here < file.size()) {
                throw new IOException("the connection ended early");
            }
        }
    }

    /// Only a strong tag may vouch for a range.
    private void remember(HttpResponse<?> response) throws IOException {
        var etag = response.headers().firstValue("ETag").orElse("");
        if (etag.startsWith("\"")) {
            AtomicFiles.write(tag, etag.getBytes(StandardCharsets.UTF_8));
        } else {
            Files.deleteIfExists(tag);
        }
    }

    private FileChannel open(long from) {
        try {
            var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return channel.truncate(from).position(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A full disk is not a broken connection: it ends the fetch with its own sentence.
    private static void write(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
