package sam.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import sam.durable.Plain;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.net.NetException;
import sam.net.Pauses;
import sam.net.StallGuard;
import sam.net.WebClient;

/// Brings one archive whole. Such archives are made anew at each request, so that a part of one is worth nothing.
final class Download {
    private static final long MOST_BYTES = 2L << 30;
    private static final int BUFFER = 1 << 16;

    private final WebClient web;
    private final Door door;

    Download(WebClient web, Door door) {
        this.web = web;
        this.door = door;
    }

    /// - `missing`: what it means that there is none, as a sentence.
    void bring(URI address, Path to, String missing) throws IOException, InterruptedException {
        var part = to.resolveSibling(to.getFileName() + ".part");
        for (int attempt = 1; ; attempt++) {
            try {
                once(address, part, missing);
                Files.move(part, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (BrokenOff e) {
                if (attempt > web.pauses().attempts()) {
                    throw web.unreachable(e);
                }
                door.say(Plain.text("%s broke off; asking again", web.site().name()));
                Pauses.sleep(web.pauses().after(attempt));
            }
        }
    }

    /// The connection ended, which is no fault of the disk.
    private static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOff(IOException cause) {
            super(cause);
        }
    }

    private void once(URI address, Path part, String missing) throws IOException, InterruptedException {
        var response = web.get(address, Map.of(), door::say);
        try (var body = response.body()) {
            int status = response.statusCode();
            if (status == 404 || status == 410) {
                throw new ImportException(missing);
            }
            if (status != 200) {
                throw NetException.refused(
                        Plain.text("%s answers %d for %s.", web.site().name(), status, plain(address)), status);
            }
            var told = response.headers().firstValueAsLong("Content-Length");
            long length = told.orElse(-1);
            long came = copy(body, part, length);
            if (length >= 0 && came != length) {
                throw new BrokenOff(new IOException("the connection ended early"));
            }
        }
    }

    private long copy(InputStream body, Path part, long length) throws IOException {
        long came = 0;
        try (var out = Files.newOutputStream(part);
                var guard = new StallGuard(body, web.pauses().stall())) {
            var buffer = new byte[BUFFER];
            for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
                guard.alive();
                came += n;
                if (came > MOST_BYTES) {
                    throw NetException.strange(
                            Plain.text(
                                    "%s sends more than %,d MB, which is no documentation.",
                                    web.site().name(), MOST_BYTES >> 20),
                            null);
                }
                if (!door.isOpen()) {
                    throw new ImportException("Stopped while the archive was fetched. It is fetched anew next time.");
                }
                out.write(buffer, 0, n);
                door.at(came >> 20, length < 0 ? -1 : length >> 20, "MB");
            }
        }
        return came;
    }

    private static int read(InputStream body, byte[] buffer) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new BrokenOff(e);
        }
    }

    private static String plain(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }
}
