package sam.stackexchange;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;

/// Speaks as api.stackexchange.com/2.3 does: a wrapper with quota, always gzip, HTML in bodies, escaped titles and
/// names, errors as JSON with status 400, filters by name. And does wrong what it is told to.
final class StackServer implements AutoCloseable {
    static final String FILTER = "!6WPIomnMNcVD9";

    /// What is answered instead, once.
    record Trouble(int status, Map<String, String> headers, byte[] body, boolean cut) {
        static Trouble error(int id, String name, String message) {
            var told = new LinkedHashMap<String, Object>();
            told.put("error_id", id);
            told.put("error_message", message);
            told.put("error_name", name);
            return new Trouble(400, Map.of("Content-Encoding", "gzip"), packed(Json.line(told)), false);
        }
    }

    /// One request: its path, its parameters, and when it came.
    record Seen(String path, Map<String, String> query, long nanos) {}

    final List<Map<String, @Nullable Object>> questions = new ArrayList<>();
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final Deque<Trouble> troubles = new ArrayDeque<>();
    final Map<Integer, Integer> backoffs = new HashMap<>();
    volatile int quota = 300;
    volatile int stallAtPage = Integer.MAX_VALUE;
    volatile boolean answersApart;
    volatile boolean knowsFilters = true;
    volatile int pageSize = 100;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    StackServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/2.3");
    }

    List<Seen> asked(String path) {
        return seen.stream().filter(one -> one.path().equals("/2.3" + path)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        var query = query(exchange.getRequestURI().getRawQuery());
        var path = exchange.getRequestURI().getPath();
        seen.add(new Seen(path, query, System.nanoTime()));
        var trouble = path.endsWith("/questions") ? troubles.poll() : null;
        if (trouble != null) {
            trouble.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(
                    trouble.status(), trouble.cut() ? trouble.body().length + 50 : trouble.body().length);
            exchange.getResponseBody().write(trouble.body());
            return;
        }
        if (path.endsWith("/filters/create") && knowsFilters) {
            send(
                    exchange,
                    200,
                    wrapper(
                            List.of(Map.of("filter", FILTER, "filter_type", "safe", "included_fields", List.of())),
                            false));
        } else if (path.endsWith("/questions")) {
            int page = Integer.parseInt(query.getOrDefault("page", "1"));
            if (page >= stallAtPage) {
                Thread.sleep(60_000);
            }
            quota--;
            int from = Math.min(questions.size(), (page - 1) * pageSize);
            int to = Math.min(questions.size(), page * pageSize);
            var wrapper = wrapper(shown(questions.subList(from, to)), to < questions.size());
            var backoff = backoffs.get(page);
            if (backoff != null) {
                wrapper.put("backoff", backoff);
            }
            send(exchange, 200, wrapper);
        } else if (path.endsWith("/answers")) {
            var all = new ArrayList<Object>();
            questions.forEach(question -> all.addAll((List<?>) question.getOrDefault("answers", List.of())));
            send(exchange, 200, wrapper(all, false));
        } else {
            send(
                    exchange,
                    400,
                    new LinkedHashMap<>(Map.of(
                            "error_id",
                            404,
                            "error_message",
                            "no method found with this name",
                            "error_name",
                            "no_method")));
        }
    }

    private List<Object> shown(List<Map<String, @Nullable Object>> some) {
        var shown = new ArrayList<Object>();
        for (var question : some) {
            var copy = new LinkedHashMap<>(question);
            if (answersApart) {
                copy.remove("answers");
            }
            shown.add(copy);
        }
        return shown;
    }

    private Map<String, Object> wrapper(List<?> items, boolean more) {
        var wrapper = new LinkedHashMap<String, Object>();
        wrapper.put("items", items);
        wrapper.put("has_more", more);
        wrapper.put("quota_max", 300);
        wrapper.put("quota_remaining", quota);
        return wrapper;
    }

    private static void send(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        var bytes = packed(Json.line(body));
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static byte[] packed(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new LinkedHashMap<String, String>();
        for (var pair : (raw == null ? "" : raw).split("&")) {
            var parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /// A question as the API shows it, with one accepted answer of score 7.
    Map<String, @Nullable Object> question(int id) {
        var question = new LinkedHashMap<String, @Nullable Object>();
        question.put("tags", List.of("java"));
        question.put("owner", owner("Asker " + id, id));
        question.put("accepted_answer_id", id + 1);
        question.put("score", 12);
        question.put("creation_date", 1_500_000_000L);
        question.put("question_id", id);
        question.put("content_license", "CC BY-SA 3.0");
        question.put("link", "https://stackoverflow.com/questions/" + id + "/how");
        question.put("title", "How do I use &quot;x&quot; number " + id + "?");
        question.put("body", "<p>I tried <code>x()</code> number " + id + ".</p>\n");
        question.put("answers", new ArrayList<>(List.of(answer(id + 1, id, 7, 1_600_000_000L, true))));
        questions.add(question);
        return question;
    }

    static Map<String, @Nullable Object> answer(int id, int question, int score, long created, boolean accepted) {
        var answer = new LinkedHashMap<String, @Nullable Object>();
        answer.put("owner", owner("Zoë &amp; 李 " + id, id));
        answer.put("is_accepted", accepted);
        answer.put("score", score);
        answer.put("creation_date", created);
        answer.put("answer_id", id);
        answer.put("question_id", question);
        answer.put("content_license", "CC BY-SA 4.0");
        answer.put(
                "body",
                "<p>Call <code>x()</code> of number " + id
                        + " with care:</p>\n<pre class=\"lang-java\"><code>if (a &lt; b) {\n\tx();\n}\n"
                        + "</code></pre>\n<p>" + "It works since the beginning. ".repeat(8) + "</p>\n");
        return answer;
    }

    private static Map<String, @Nullable Object> owner(String name, int id) {
        var owner = new LinkedHashMap<String, @Nullable Object>();
        owner.put("user_type", "registered");
        owner.put("display_name", name);
        owner.put("link", "https://stackoverflow.com/users/" + id + "/name");
        return owner;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
