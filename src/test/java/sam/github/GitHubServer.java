package sam.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A server with GitHub's answers, tags, pages and faults.
final class GitHubServer implements AutoCloseable {
    /// A fault: what is answered instead, once.
    record Fault(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, String> links = new ConcurrentHashMap<>();
    private final Map<String, String> moved = new ConcurrentHashMap<>();
    final Deque<Fault> faults = new ArrayDeque<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> unchanged = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();

    @Nullable
    String badToken;

    boolean cut;

    GitHubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String elsewhere() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /// What is answered to a path with its query.
    void put(String path, String body) {
        answers.put(path, body.replace("$API", address()));
    }

    void next(String path, String to) {
        links.put(path, "<" + address() + to + ">; rel=\"next\", <" + address() + to + ">; rel=\"last\"");
    }

    void move(String path, String to) {
        moved.put(path, to);
    }

    void licence(String repository, String text) {
        put("/repos/" + repository + "/license", """
            {"name":"LICENSE","path":"LICENSE","encoding":"base64","content":"%s","license":{"spdx_id":"MIT"}}
            """.replace(
                        "%s",
                        Base64.getMimeEncoder()
                                .encodeToString(text.getBytes(StandardCharsets.UTF_8))
                                .replace("\r\n", "\\n")));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().toString();
            asked.add(path);
            var token = exchange.getRequestHeaders().getFirst("Authorization");
            if (token != null) {
                tokens.add(exchange.getRequestHeaders().getFirst("Host").replaceAll(":.*", "") + " " + token);
            }
            var fault = faults.poll();
            var to = moved.get(path);
            var body = answers.get(path);
            if (token != null && token.equals(badToken)) {
                send(exchange, 401, "{\"message\":\"Bad credentials\"}", false);
            } else if (fault != null) {
                fault.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
                send(exchange, fault.status(), fault.body(), false);
            } else if (to != null) {
                exchange.getResponseHeaders().add("Location", to);
                send(exchange, 301, "{\"message\":\"Moved Permanently\"}", false);
            } else if (body == null) {
                send(exchange, 404, "{\"message\":\"Not Found\",\"status\":\"404\"}", false);
            } else {
                var tag = "W/\"" + Integer.toHexString(body.hashCode()) + "\"";
                exchange.getResponseHeaders().add("ETag", tag);
                if (links.containsKey(path)) {
                    exchange.getResponseHeaders().add("Link", links.get(path));
                }
                if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                    unchanged.add(path);
                    exchange.sendResponseHeaders(304, -1);
                } else {
                    boolean cutNow = cut;
                    cut = false;
                    send(exchange, 200, body, cutNow);
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body, boolean cut) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        int length = cut ? out.size() / 2 : out.size();
        exchange.sendResponseHeaders(status, length);
        exchange.getResponseBody().write(out.toByteArray(), 0, length);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
