package sam.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A service's answers as whole texts, each at most as long as was agreed, JSON where JSON is wanted. With a memory, an
/// answer that came with a tag is asked for again only under the condition that it changed.
public final class WebText {
    private static final int BUFFER = 1 << 14;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");

    private final WebClient web;
    private final @Nullable Path memory;
    private final int mostBytes;

    /// - `memory`: a folder for answers with their tags, or null.
    /// - `mostBytes`: a longer answer, unpacked, is refused.
    public WebText(WebClient web, @Nullable Path memory, int mostBytes) {
        this.web = web;
        this.memory = memory;
        this.mostBytes = mostBytes;
    }

    /// One answer: its text, where the next page is, and whether it is the one remembered.
    public record Answer(String text, Optional<URI> next, boolean remembered) {}

    /// One answer in JSON.
    public record JsonAnswer(JsonNode body, Optional<URI> next, boolean remembered) {}

    public WebClient web() {
        return web;
    }

    /// An answer that must be JSON.
    public JsonAnswer json(URI uri, Map<String, String> headers, Consumer<String> say) throws InterruptedException {
        var asked = new HashMap<>(headers);
        asked.putIfAbsent("Accept", "application/json");
        var answer = text(uri, asked, say);
        try {
            return new JsonAnswer(Json.MAPPER.readTree(answer.text()), answer.next(), answer.remembered());
        } catch (JacksonException e) {
            boolean page = answer.text().stripLeading().startsWith("<");
            throw NetException.strange(
                    Plain.text(
                            page
                                    ? "%s answers with a web page where data belongs. Check whether a proxy stands"
                                            + " between, and try again later."
                                    : "%s answers with data that is cut off or damaged. Try again later.",
                            web.site().name()),
                    e);
        }
    }

    /// Any answer as text.
    public Answer text(URI uri, Map<String, String> headers, Consumer<String> say) throws InterruptedException {
        int fruitless = 0;
        while (true) {
            try {
                return once(uri, headers, say);
            } catch (IOException e) {
                if (++fruitless > web.pauses().attempts()) {
                    throw web.unreachable(e);
                }
                say.accept(Plain.text("%s broke off; asking again", web.site().name()));
                Pauses.sleep(web.pauses().after(fruitless));
            }
        }
    }

    private Answer once(URI uri, Map<String, String> headers, Consumer<String> say)
            throws IOException, InterruptedException {
        var kept = kept(uri, headers);
        var asked = new HashMap<>(headers);
        asked.putIfAbsent("Accept-Encoding", "gzip");
        if (kept.isPresent()) {
            asked.put("If-None-Match", kept.get().tag());
        }
        var response = web.get(uri, asked, say);
        try (var body = response.body()) {
            if (response.statusCode() == 304 && kept.isPresent()) {
                var next = kept.get().next();
                return new Answer(
                        kept.get().text(), next == null ? Optional.empty() : Optional.of(URI.create(next)), true);
            }
            if (response.statusCode() != 200) {
                throw NetException.refused(
                        Plain.text("%s answers %d for %s.", web.site().name(), response.statusCode(), plain(uri)),
                        response.statusCode(),
                        said(response, body));
            }
            var text = new String(read(response, body), StandardCharsets.UTF_8);
            var next = next(uri, response);
            keep(uri, headers, response, text, next);
            return new Answer(text, next, false);
        }
    }

    /// What a service writes beside a refusal; that it cannot be read changes nothing about it.
    private String said(HttpResponse<?> response, InputStream body) {
        try {
            return new String(read(response, body), StandardCharsets.UTF_8);
        } catch (IOException | NetException unreadable) {
            return "";
        }
    }

    /// An address as a person may see it: without its query, which may hold a key.
    private static String plain(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }

    private byte[] read(HttpResponse<?> response, InputStream body) throws IOException {
        try (var guard = new StallGuard(body, web.pauses().stall())) {
            var bytes = new ByteArrayOutputStream();
            var buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                guard.alive();
                bytes.write(buffer, 0, n);
                requireShort(bytes.size());
            }
            var length = response.headers().firstValueAsLong("Content-Length");
            if (length.isPresent() && length.getAsLong() != bytes.size()) {
                throw new IOException("the connection ended early");
            }
            return unpacked(response, bytes.toByteArray());
        }
    }

    private byte[] unpacked(HttpResponse<?> response, byte[] bytes) throws IOException {
        boolean packed = response.headers()
                .firstValue("Content-Encoding")
                .map(how -> how.toLowerCase(Locale.ROOT).contains("gzip"))
                .orElse(false);
        if (!packed) {
            return bytes;
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            var plain = in.readNBytes(mostBytes + 1);
            requireShort(plain.length);
            return plain;
        } catch (ZipException e) {
            throw new IOException("the packed answer is damaged", e);
        }
    }

    private void requireShort(int bytes) {
        if (bytes > mostBytes) {
            throw NetException.strange(
                    Plain.text(
                            "%s answers with more than %,d MB where a page belongs.",
                            web.site().name(), mostBytes >> 20),
                    null);
        }
    }

    private Optional<URI> next(URI from, HttpResponse<?> response) {
        for (var link : response.headers().allValues("Link")) {
            var found = NEXT.matcher(link);
            if (found.find()) {
                var to = from.resolve(found.group(1));
                if (!web.site().holds(to)) {
                    throw NetException.strange(
                            Plain.text(
                                    "%s names a next page that is not its own.",
                                    web.site().name()),
                            null);
                }
                return Optional.of(to);
            }
        }
        return Optional.empty();
    }

    /// What is remembered of an answer.
    private record Kept(String tag, @Nullable String next, String text) {}

    private Optional<Kept> kept(URI uri, Map<String, String> headers) throws IOException {
        var file = place(uri, headers);
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Kept.class));
        } catch (JacksonException damaged) {
            // what cannot be read is asked for again
            return Optional.empty();
        }
    }

    private void keep(URI uri, Map<String, String> headers, HttpResponse<?> response, String text, Optional<URI> next)
            throws IOException {
        var tag = response.headers().firstValue("ETag");
        var file = place(uri, headers);
        if (file != null && tag.isPresent()) {
            Files.createDirectories(AtomicFiles.parent(file));
            var kept = new Kept(tag.get(), next.map(URI::toString).orElse(null), text);
            AtomicFiles.write(file, Json.MAPPER.writeValueAsBytes(kept));
        }
    }

    private @Nullable Path place(URI uri, Map<String, String> headers) {
        if (memory == null) {
            return null;
        }
        var asked = uri + " " + headers.getOrDefault("Accept", "");
        var name = Hashes.sha256(asked);
        return memory.resolve(name.substring(0, 32) + ".json");
    }
}
