package sam.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;

/// A server that speaks the hub's shapes: one model, small files from the hub itself, large ones by a redirect to a
/// storage host on another port, with ranges and tags as the real ones have them.
public final class LocalHub implements AutoCloseable {
    static final String ID = "acme/tiny";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /// One request as it came in.
    record Seen(boolean storage, String path, Map<String, String> headers) {
        @Nullable
        String header(String name) {
            return headers.get(name);
        }
    }

    /// What goes wrong with an answer, once.
    public sealed interface Trouble {
        record Status(int code, @Nullable String retryAfter) implements Trouble {}

        record CutAfter(int bytes) implements Trouble {}

        record SilentAfter(int bytes) implements Trouble {}

        record Garbled() implements Trouble {}

        record Shorter(int bytes) implements Trouble {}

        record To(String location) implements Trouble {}
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Deque<Trouble>> troubles = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> extraEntries = new ArrayList<>();
    private final HttpServer hub;
    private final HttpServer storage;
    private final java.util.concurrent.ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ranges = true;
    private volatile int version = 1;
    private volatile int pageSize = 1000;
    private volatile boolean gatedFilesOnly;
    private volatile long pauseMillis;
    private volatile @Nullable String neededToken;

    public LocalHub() throws IOException {
        hub = server(false);
        storage = server(true);
    }

    private HttpServer server(boolean asStorage) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange, asStorage);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
        server.start();
        return server;
    }

    public String address() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    public LocalHub with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    LocalHub with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    LocalHub withEntry(Map<String, Object> entry) {
        extraEntries.add(entry);
        return this;
    }

    public LocalHub without(String path) {
        files.remove(path);
        return this;
    }

    /// The next answers about a path go wrong in this way.
    public LocalHub troubled(String path, Trouble... next) {
        troubles.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(List.of(next));
        return this;
    }

    LocalHub withoutRanges() {
        ranges = false;
        return this;
    }

    void changeTags() {
        version++;
    }

    LocalHub inPagesOf(int entries) {
        pageSize = entries;
        return this;
    }

    /// A private model: nothing of it is shown without the token.
    public LocalHub openOnlyFor(String token) {
        neededToken = token;
        return this;
    }

    /// A gated model: its description and list are open, its files are not.
    LocalHub filesOnlyFor(String token) {
        gatedFilesOnly = true;
        return openOnlyFor(token);
    }

    /// A pause after every 64 KB of a large file.
    public LocalHub slowly(long millis) {
        pauseMillis = millis;
        return this;
    }

    /// How often bytes of a file were asked for.
    public long askedFor(String file) {
        return seen.stream()
                .filter(one -> one.storage() && one.path().endsWith(file))
                .count();
    }

    public List<String> rangesOf(String file) {
        return seen.stream()
                .filter(one -> one.storage() && one.path().endsWith(file))
                .map(one -> String.valueOf(one.header("Range")))
                .toList();
    }

    private void answer(HttpExchange exchange, boolean asStorage)
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        var path = exchange.getRequestURI().getPath();
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        seen.add(new Seen(asStorage, path, headers));
        var name = path.substring(path.lastIndexOf('/') + 1);
        boolean closed = gatedFilesOnly ? path.contains("/resolve/") : !asStorage;
        if (closed && neededToken != null && !("Bearer " + neededToken).equals(headers.get("Authorization"))) {
            status(exchange, 401, null);
        } else if (path.equals("/api/models/" + ID + "/revision/main")
                || path.equals("/api/models/" + ID + "/revision/" + COMMIT)) {
            if (!(next(name) instanceof Trouble.Status(int code, var after))) {
                json(exchange, Map.of("id", ID, "sha", COMMIT, "siblings", siblings()));
            } else {
                status(exchange, code, after);
            }
        } else if (path.equals("/api/models/" + ID + "/tree/" + COMMIT)) {
            tree(exchange);
        } else if (path.startsWith("/" + ID + "/resolve/" + COMMIT + "/")) {
            resolve(exchange, path.substring(("/" + ID + "/resolve/" + COMMIT + "/").length()));
        } else if (asStorage && files.containsKey(path.substring(1))) {
            content(exchange, files.get(path.substring(1)), next(path.substring(1)));
        } else {
            status(exchange, 404, null);
        }
    }

    private void resolve(HttpExchange exchange, String file) throws IOException, InterruptedException {
        var content = files.get(file);
        if (content == null) {
            status(exchange, 404, null);
        } else if (isLarge(file)) {
            exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
            var to = "http://127.0.0.1:" + storage.getAddress().getPort() + "/" + file + "?Signature=s3cret";
            if (troubles.getOrDefault(file, new ArrayDeque<>()).peek() instanceof Trouble.To(var other)) {
                next(file);
                to = other;
            }
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
        } else {
            content(exchange, content, next(file));
        }
    }

    private void content(HttpExchange exchange, byte[] whole, @Nullable Trouble trouble)
            throws IOException, InterruptedException {
        if (trouble instanceof Trouble.Status(int code, var after)) {
            status(exchange, code, after);
            return;
        }
        var content =
                trouble instanceof Trouble.Shorter(int bytes) ? java.util.Arrays.copyOf(whole, bytes) : whole.clone();
        if (trouble instanceof Trouble.Garbled) {
            content[content.length / 2] ^= 1;
        }
        var etag = "\"v%d-%d\"".formatted(version, whole.length);
        exchange.getResponseHeaders().set("ETag", etag);
        var range = exchange.getRequestHeaders().getFirst("Range");
        var condition = exchange.getRequestHeaders().getFirst("If-Range");
        int from = 0;
        if (ranges && range != null && (condition == null || condition.equals(etag))) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(
                exchange.getResponseHeaders().containsKey("Content-Range") ? 206 : 200,
                content.length == from ? -1 : content.length - from);
        int until = content.length;
        if (trouble instanceof Trouble.CutAfter(int bytes)) {
            until = Math.min(until, from + bytes);
        }
        if (trouble instanceof Trouble.SilentAfter(int bytes)) {
            until = Math.min(until, from + bytes);
        }
        var out = exchange.getResponseBody();
        for (int at = from; at < until; at += 1 << 16) {
            out.write(content, at, Math.min(1 << 16, until - at));
            out.flush();
            if (pauseMillis > 0) {
                Thread.sleep(pauseMillis);
            }
        }
        if (trouble instanceof Trouble.CutAfter) {
            // what was sent arrives before the cut, also where the machine is busy
            Thread.sleep(100);
        }
        if (trouble instanceof Trouble.SilentAfter) {
            Thread.sleep(20_000);
        }
    }

    private void tree(HttpExchange exchange) throws IOException, NoSuchAlgorithmException {
        var entries = new ArrayList<Map<String, Object>>();
        entries.add(Map.of("type", "directory", "oid", COMMIT, "size", 0, "path", "onnx"));
        for (var file : files.entrySet()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("type", "file");
            entry.put("oid", blob(file.getValue()));
            entry.put("size", file.getValue().length);
            entry.put("path", file.getKey());
            if (isLarge(file.getKey())) {
                entry.put(
                        "lfs",
                        Map.of(
                                "oid",
                                hex("SHA-256", file.getValue()),
                                "size",
                                file.getValue().length,
                                "pointerSize",
                                134));
            }
            entries.add(entry);
        }
        entries.addAll(extraEntries);
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=(\\d+).*", "$1")) : 0;
        int to = Math.min(entries.size(), from + pageSize);
        if (to < entries.size()) {
            exchange.getResponseHeaders()
                    .set(
                            "Link",
                            "<%s/api/models/%s/tree/%s?recursive=true&cursor=%d>; rel=\"next\""
                                    .formatted(address(), ID, COMMIT, to));
        }
        json(exchange, entries.subList(from, to));
    }

    private List<Map<String, String>> siblings() {
        return files.keySet().stream().map(name -> Map.of("rfilename", name)).toList();
    }

    private @Nullable Trouble next(String path) {
        var queue = troubles.get(path);
        synchronized (this) {
            return queue == null ? null : queue.poll();
        }
    }

    private static boolean isLarge(String path) {
        return path.matches(".*\\.(safetensors|gguf|bin)");
    }

    private static void json(HttpExchange exchange, Object body) throws IOException {
        var bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void status(HttpExchange exchange, int code, @Nullable String retryAfter) throws IOException {
        if (retryAfter != null) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        exchange.sendResponseHeaders(code, -1);
    }

    private static String blob(byte[] content) throws NoSuchAlgorithmException {
        var head = "blob %d\0".formatted(content.length).getBytes(StandardCharsets.US_ASCII);
        var all = java.util.Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return hex("SHA-1", all);
    }

    private static String hex(String algorithm, byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    /// A model that SAM would train: enough to be chosen, random weights of so many bytes.
    public LocalHub withModel(int weightBytes) {
        var weights = new byte[weightBytes];
        new java.util.Random(7).nextBytes(weights);
        return with("config.json", "{\"model_type\":\"llama\",\"hidden_size\":8}")
                .with("generation_config.json", "{}")
                .with("tokenizer.json", "{\"model\":{\"type\":\"BPE\"}}")
                .with("tokenizer_config.json", "{\"eos_token\":\"é\"}")
                .with("special_tokens_map.json", "{}")
                .with("chat_template.jinja", "{{ messages }}")
                .with("model.safetensors", weights)
                .with("pytorch_model.bin", "pickled")
                .with("modeling_tiny.py", "import os")
                .with("README.md", "# tiny")
                .with("onnx/model.safetensors", "another");
    }

    public byte[] content(String path) {
        return java.util.Objects.requireNonNull(files.get(path)).clone();
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
