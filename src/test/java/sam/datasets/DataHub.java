package sam.datasets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;

/// A server that speaks the hub's shapes for data sets: a repository with branches, its tree, files by a redirect to a
/// storage host, ranges, and the viewer's sizes.
public final class DataHub implements AutoCloseable {
    static final String MAIN = "0123456789abcdef0123456789abcdef01234567";
    static final String CONVERTED = "fedcba9876543210fedcba9876543210fedcba98";

    final List<String> seen = new CopyOnWriteArrayList<>();
    final List<String> storageHeaders = new CopyOnWriteArrayList<>();
    final AtomicLong bytesSent = new AtomicLong();
    private final Map<String, Map<String, byte[]>> branches = new ConcurrentHashMap<>();
    private final Map<String, long[]> sizes = new LinkedHashMap<>();
    private final Map<String, Deque<Integer>> troubles = new ConcurrentHashMap<>();
    private final HttpServer hub;
    private final HttpServer storage;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String id;
    private volatile @Nullable String token;

    public DataHub(String id) throws IOException {
        this.id = id;
        hub = server(false);
        storage = server(true);
    }

    private HttpServer server(boolean asStorage) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange, asStorage);
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

    public DataHub with(String path, String content) {
        return with(MAIN, path, content.getBytes(StandardCharsets.UTF_8));
    }

    public DataHub with(String commit, String path, byte[] content) {
        branches.computeIfAbsent(commit, _ -> new LinkedHashMap<>()).put(path, content);
        return this;
    }

    DataHub sized(String config, String split, long rows, long bytes) {
        sizes.put(config + "/" + split, new long[] {rows, bytes});
        return this;
    }

    DataHub openOnlyFor(String wanted) {
        token = wanted;
        return this;
    }

    /// The next answers for a file of the storage host have these statuses.
    DataHub troubled(String path, Integer... statuses) {
        troubles.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(List.of(statuses));
        return this;
    }

    static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void answer(HttpExchange exchange, boolean asStorage) throws IOException, NoSuchAlgorithmException {
        var path = exchange.getRequestURI().getRawPath();
        seen.add((asStorage ? "storage " : "") + path);
        if (asStorage) {
            storageHeaders.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            content(exchange, path);
            return;
        }
        if (token != null
                && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        if (path.equals("/size")) {
            json(
                    exchange,
                    Map.of(
                            "size",
                            Map.of(
                                    "splits",
                                    sizes.entrySet().stream()
                                            .map(entry -> Map.of(
                                                    "dataset", id,
                                                    "config", entry.getKey().split("/")[0],
                                                    "split", entry.getKey().split("/")[1],
                                                    "num_rows", entry.getValue()[0],
                                                    "num_bytes_parquet_files", entry.getValue()[1]))
                                            .toList())));
        } else if (path.equals("/api/datasets/" + id + "/revision/main")) {
            json(exchange, Map.of("id", id, "sha", MAIN, "gated", false));
        } else if (path.equals("/api/datasets/" + id + "/revision/refs%2Fconvert%2Fparquet")
                && branches.containsKey(CONVERTED)) {
            json(exchange, Map.of("id", id, "sha", CONVERTED));
        } else if (path.startsWith("/api/datasets/" + id + "/tree/")) {
            tree(exchange, path.substring(path.lastIndexOf('/') + 1));
        } else if (path.startsWith("/datasets/" + id + "/resolve/")) {
            var rest = path.substring(("/datasets/" + id + "/resolve/").length());
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://127.0.0.1:" + storage.getAddress().getPort() + "/" + rest + "?Signature=s3cret");
            exchange.sendResponseHeaders(302, -1);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private void content(HttpExchange exchange, String path) throws IOException {
        var commit = path.substring(1, path.indexOf('/', 1));
        var name = java.net.URLDecoder.decode(path.substring(path.indexOf('/', 1) + 1), StandardCharsets.UTF_8);
        var trouble = troubles.getOrDefault(name, new ArrayDeque<>()).poll();
        var content = branches.getOrDefault(commit, Map.of()).get(name);
        if (trouble != null || content == null) {
            exchange.sendResponseHeaders(trouble == null ? 404 : trouble, -1);
            return;
        }
        int from = 0;
        int to = content.length;
        var range = exchange.getRequestHeaders().getFirst("Range");
        if (range != null) {
            var ends = range.replace("bytes=", "").split("-");
            from = Integer.parseInt(ends[0]);
            to = ends.length > 1 ? Integer.parseInt(ends[1]) + 1 : content.length;
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, content.length));
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, to - from);
        exchange.getResponseBody().write(content, from, to - from);
        bytesSent.addAndGet(to - from);
    }

    private void tree(HttpExchange exchange, String commit) throws IOException, NoSuchAlgorithmException {
        var entries = new ArrayList<Map<String, Object>>();
        for (var file : branches.getOrDefault(commit, Map.of()).entrySet()) {
            var content = file.getValue();
            var entry = new LinkedHashMap<String, Object>();
            entry.put("type", "file");
            entry.put("oid", blob(content));
            entry.put("size", content.length);
            entry.put("path", file.getKey());
            if (!file.getKey().endsWith(".md")) {
                entry.put("lfs", Map.of("oid", hex("SHA-256", content), "size", content.length, "pointerSize", 130));
            }
            entries.add(entry);
        }
        json(exchange, entries);
    }

    private static void json(HttpExchange exchange, Object body) throws IOException {
        var bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
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

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
