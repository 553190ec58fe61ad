package sam.docs;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.library.Example;
import sam.library.Library;
import sam.library.Origin;
import sam.library.Tier;
import sam.net.Pauses;

/// A library, and a server that gives archives as Read the Docs and GitHub do.
abstract class DocsDesk {
    static final Pauses QUICK = new Pauses(3, Duration.ofMillis(2), Duration.ofMinutes(1), Duration.ofSeconds(5));
    static final String SPHINX = """
        <html><head><title>API — Frob 2.1 documentation</title></head><body><div class="sphinxsidebar"><p>Menu of all</p></div>
        <div role="main"><section id="api"><h1>API<a class="headerlink" href="#api">¶</a></h1>
        <dl class="py function"><dt class="sig sig-object py" id="frob.turn">
        <span class="sig-prename descclassname"><span class="pre">frob.</span></span><span class="sig-name descname"><span class="pre">turn</span></span>\
        <span class="sig-paren">(</span><em class="sig-param"><span class="n"><span class="pre">times</span></span></em><span class="sig-paren">)</span>
        <a class="reference internal" href="_modules/frob.html"><span class="viewcode-link">[source]</span></a><a class="headerlink" href="#frob.turn">¶</a></dt>
        <dd><p>Turns the frob as often as it is told to, and gives back how far it is turned now, in degrees from where it began.</p>
        <dl class="field-list simple"><dt>Parameters</dt><dd><p><strong>times</strong> – how often</p></dd></dl></dd></dl>
        <section id="how"><h2>Creating a frob<a class="headerlink" href="#how">¶</a></h2>
        <p>A frob is made of a handle and a wheel. Give both to the constructor, and keep the handle: it is needed when the frob is oiled.</p>
        <div class="highlight-python notranslate"><div class="highlight"><pre><span></span><span class="n">frob</span> = Frob(handle, wheel)
        	<span class="n">frob</span>.turn(3)
        </pre></div></div></section></section></div></body></html>
        """;

    @TempDir
    Path folder;

    final List<String> asked = new CopyOnWriteArrayList<>();
    final Deque<Answer> answers = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init")
    HttpServer server;

    /// What the server gives next: the last one is given again and again.
    record Answer(
            int status, byte[] body, long length, @Nullable String location) {
        static Answer whole(byte[] body) {
            return new Answer(200, body, body.length, null);
        }
    }

    record Row(Example example, Origin origin) {}

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().getPath());
                var answer = answers.size() > 1 ? answers.poll() : answers.element();
                if (answer.location() != null) {
                    exchange.getResponseHeaders().set("Location", answer.location());
                }
                exchange.sendResponseHeaders(answer.status(), answer.length());
                exchange.getResponseBody().write(answer.body());
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    CollectReport collect(String address) throws InterruptedException {
        return collect(address, null, null, () -> false);
    }

    CollectReport collect(String address, @Nullable Tier tier, @Nullable String licence, BooleanSupplier cancelled)
            throws InterruptedException {
        var base = "http://localhost:" + server.getAddress().getPort();
        return run(folder, base, address, tier, licence, cancelled);
    }

    static CollectReport run(
            Path folder,
            String server,
            String address,
            @Nullable Tier tier,
            @Nullable String licence,
            BooleanSupplier cancelled)
            throws InterruptedException {
        var watch = new Collection.Watch() {
            @Override
            public void at(Collection.Progress now) {
                var slow = folder.resolve("slow");
                while (Files.exists(slow) && now.unit().equals("pages") && now.done() >= 3) {
                    Thread.onSpinWait();
                }
            }

            @Override
            public void said(String told) {}
        };
        var order =
                new CollectOrder(address, null, 42, tier, licence, null, null, false, folder.resolve("desk"), Map.of());
        var docs = Docs.of(
                Map.of("READTHEDOCS_URL", server + "/PROJECT", "GITHUB_SERVER_URL", server),
                QUICK,
                InstantSource.system());
        try (var library = Library.open(folder.resolve("library.sqlite"), InstantSource.system())) {
            return Collection.run(docs, "docs:" + address, null, order, library, watch, cancelled);
        }
    }

    List<Row> rows() {
        try (var library = Library.open(folder.resolve("library.sqlite"), InstantSource.system())) {
            // what is only retrieved never waits for review of answers
            return LongStream.rangeClosed(1, 200)
                    .mapToObj(library::find)
                    .flatMap(Optional::stream)
                    .map(row -> new Row(row.example(), library.origins(row.id()).getFirst()))
                    .toList();
        }
    }

    List<String> questions() {
        return rows().stream()
                .filter(row -> row.example() instanceof Example.Chat)
                .map(row -> row.example().opening())
                .toList();
    }

    String answer(String question) {
        return rows().stream()
                .filter(row -> row.example() instanceof Example.Chat
                        && row.example().opening().equals(question))
                .map(row -> ((Example.Chat) row.example()).answer())
                .findFirst()
                .orElseThrow(() -> new AssertionError(questions().toString()));
    }

    Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            zip.setComment("0123456789abcdef0123456789abcdef01234567");
        }
        return bytes.toByteArray();
    }

    static String page(String heading, String what) {
        var said = "Take the " + what
                + " in both hands, set its end under what is heavy, and press the other end down until it moves. ";
        return "# Tools\n\n## " + heading + "\n\n" + said.repeat(2) + "\n\n```python\nlever.press(\"" + what
                + "\")\nlever.lift()\n```\n";
    }
}
