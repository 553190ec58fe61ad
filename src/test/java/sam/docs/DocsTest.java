package sam.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.library.Example;
import sam.library.Library;
import sam.library.Origin;
import sam.library.Tier;
import sam.net.Pauses;

/// Documentation from folders, archives and a server that gives archives as Read the Docs and GitHub do.
class DocsTest {
    private static final Pauses QUICK =
            new Pauses(3, Duration.ofMillis(2), Duration.ofMinutes(1), Duration.ofSeconds(5));
    private static final String SPHINX = """
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
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    /// What the server gives next: the last one is given again and again.
    private record Answer(
            int status, byte[] body, long length, @Nullable String location) {
        static Answer whole(byte[] body) {
            return new Answer(200, body, body.length, null);
        }
    }

    private record Row(Example example, Origin origin) {}

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

    private CollectReport collect(String address) throws InterruptedException {
        return collect(address, null, null, () -> false);
    }

    private CollectReport collect(
            String address, @Nullable Tier tier, @Nullable String licence, BooleanSupplier cancelled)
            throws InterruptedException {
        var base = "http://localhost:" + server.getAddress().getPort();
        return run(folder, base, address, tier, licence, cancelled);
    }

    private static CollectReport run(
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

    private List<Row> rows() {
        try (var library = Library.open(folder.resolve("library.sqlite"), InstantSource.system())) {
            // what is only retrieved never waits for review of answers
            return LongStream.rangeClosed(1, 200)
                    .mapToObj(library::find)
                    .flatMap(Optional::stream)
                    .map(row -> new Row(row.example(), library.origins(row.id()).getFirst()))
                    .toList();
        }
    }

    private List<String> questions() {
        return rows().stream()
                .filter(row -> row.example() instanceof Example.Chat)
                .map(row -> row.example().opening())
                .toList();
    }

    private String answer(String question) {
        return rows().stream()
                .filter(row -> row.example() instanceof Example.Chat
                        && row.example().opening().equals(question))
                .map(row -> ((Example.Chat) row.example()).answer())
                .findFirst()
                .orElseThrow(() -> new AssertionError(questions().toString()));
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
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

    @Test
    void readTheDocsGivesSignaturesHowTosAndTheirCode() throws IOException, InterruptedException {
        answers.add(Answer.whole(zip(Map.of("frob-latest/index.html", SPHINX))));
        var report = collect("rtd:frob");
        assertThat(asked).containsExactly("/frob/_/downloads/en/latest/htmlzip/");
        assertThat(report.licence()).isEqualTo("unknown");
        assertThat(answer("What does `frob.turn` do, and how is it called?"))
                .startsWith("```\nfrob.turn(times)\n```\n\nTurns the frob as often")
                .contains("Parameters")
                .doesNotContain("source");
        assertThat(answer("How do I create a frob?"))
                .startsWith("A frob is made of")
                .contains("```python\nfrob = Frob(handle, wheel)\n\tfrob.turn(3)\n```");
        var origin = rows().getFirst().origin();
        assertThat(origin.item().address()).endsWith("/frob/en/latest/index.html");
        assertThat(origin.item().revision()).isEqualTo("latest");
        assertThat(rows().toString()).doesNotContain("Menu of all");
        assertThat(collect("rtd:frob").duplicates()).isEqualTo(2);
    }

    @Test
    void aFolderGivesTasksAndWhatIsLeftOverToBeLookedUp() throws IOException, InterruptedException {
        write("kit/LICENSE", "SPDX-License-Identifier: MIT\n");
        write("kit/docs/index.md", "# Welcome to Kit\n\nHello.\n");
        write("kit/docs/größe.md", """
            ---
            title: "Sizes"
            ---
            ## Setting the Size

            To set the size of a [box](box.md), call {func}`resize` with both numbers, in the unit that the kit was made with:

            ```{code-block} python
            :caption: resize.py
            box.resize(3, 4)  # both at once, as `![x](y)`
            ```

            <!-- a remark of the writer -->
            ## Background

            %s
            """.formatted(
                        "Boxes were always sized by hand until the kit came along and did it. ".repeat(6)));
        var report = collect(folder.resolve("kit/docs").toString());
        assertThat(report.licence()).isEqualTo("MIT");
        assertThat(answer("How do I set the size in Kit?"))
                .isEqualTo(
                        "To set the size of a box, call `resize` with both numbers, in the unit that the kit was made"
                                + " with:\n\n"
                                + "```python\n"
                                + "box.resize(3, 4)  # both at once, as `![x](y)`\n"
                                + "```");
        var passage = rows().stream()
                .filter(row -> row.example() instanceof Example.Document)
                .findFirst()
                .orElseThrow();
        assertThat(passage.example().opening()).isEqualTo("Sizes › Background");
        assertThat(passage.origin().tier()).isEqualTo(Tier.RETRIEVE_ONLY);
        assertThat(rows().toString()).doesNotContain("remark");
    }

    @Test
    void whoWantsOnlyToLookThingsUpGetsNoTasksAndWhoWantsTasksNoPassages() throws IOException, InterruptedException {
        write("one/a.md", page("Using a lever", "x"));
        write("one/b.md", "# Levers\n\n" + "A lever is a long thing that moves heavy things. ".repeat(10));
        collect(folder.resolve("one").toString(), Tier.RETRIEVE_ONLY, "CC0-1.0", () -> false);
        assertThat(rows())
                .isNotEmpty()
                .allMatch(row -> row.example() instanceof Example.Document
                        && row.origin().tier() == Tier.RETRIEVE_ONLY
                        && row.origin().licence().equals("CC0-1.0"));
        write("two/a.md", page("Using a lever", "y"));
        write("two/b.md", "# Levers\n\n" + "A lever is another long thing that moves heavy things. ".repeat(10));
        int before = rows().size();
        collect(folder.resolve("two").toString(), Tier.HIGH_VALUE, null, () -> false);
        assertThat(rows()).hasSize(before + 1);
    }

    @Test
    void mdnIsReadByItsPathWithItsLicenceAndItsMacros() throws IOException, InterruptedException {
        var flat = """
            ---
            title: Array.prototype.flat()
            slug: Web/JavaScript/Reference/Global_Objects/Array/flat
            ---
            {{JSRef}}

            The **`flat()`** method of {{jsxref("Array")}} instances joins arrays inside {{glossary("array", "arrays")}}.

            ## Syntax

            ```js-nolint
            flat()
            flat(depth)
            ```

            ### Parameters

            - `depth` {{optional_inline}}
              - : How deep, as in `{{not a macro}}`.

            ## Examples

            ### Flattening nested arrays

            ```js
            const arr1 = [1, 2, [3, 4]];
            arr1.flat(); // [1, 2, 3, 4]
            ```

            ### Flattening wrongly

            ```js example-bad
            const arr1 = flat([1, 2, [3, 4]]);
            ```

            ## Specifications

            {{Specifications}}
            """;
        answers.add(Answer.whole(zip(Map.of(
                "content-main/files/en-us/web/javascript/array/flat/index.md",
                flat,
                "content-main/files/en-us/web/css/gap/index.md",
                "---\ntitle: gap\n---\nnothing"))));
        collect("mdn/Web/JavaScript/");
        assertThat(asked).containsExactly("/mdn/content/archive/refs/heads/main.zip");
        assertThat(questions())
                .containsExactlyInAnyOrder(
                        "What does `Array.prototype.flat()` do in JavaScript, and how is it called?",
                        "How do I flatten nested arrays in JavaScript?");
        assertThat(answer("What does `Array.prototype.flat()` do in JavaScript, and how is it called?"))
                .startsWith("The **`flat()`** method of `Array` instances joins arrays inside arrays.\n\n"
                        + "## Syntax\n\n"
                        + "```js\n"
                        + "flat()")
                .contains("- `depth` (optional): How deep, as in `{{not a macro}}`.");
        var origin = rows().getFirst().origin();
        assertThat(origin.licence()).isEqualTo("CC-BY-SA-2.5");
        assertThat(origin.item().address())
                .isEqualTo(
                        "https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/flat");
        assertThat(origin.item().author()).startsWith("MDN contributors");
        assertThat(origin.item().revision()).isEqualTo("0123456789abcdef0123456789abcdef01234567");
        assertThatThrownBy(() -> collect("mdn/Web/Nothing"))
                .hasMessageContaining("MDN has nothing under “Web/Nothing”");
    }

    @Test
    void aBrokenDownloadIsTriedAgainAndAMissingOneIsASentence() throws IOException, InterruptedException {
        var whole = zip(Map.of("x/index.html", SPHINX));
        answers.add(new Answer(200, Arrays.copyOf(whole, 50), whole.length, null));
        answers.add(new Answer(503, new byte[0], -1, null));
        answers.add(new Answer(302, new byte[0], -1, "/elsewhere"));
        answers.add(Answer.whole(whole));
        assertThat(collect("rtd:frob@2.1").taken()).isEqualTo(2);
        assertThat(asked).contains("/frob/_/downloads/en/2.1/htmlzip/", "/elsewhere");
        answers.clear();
        answers.add(new Answer(404, new byte[0], -1, null));
        assertThatThrownBy(() -> collect("rtd:nofrob"))
                .hasMessageContaining("Read the Docs has no HTML archive of nofrob latest");
        answers.clear();
        answers.add(Answer.whole("<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> collect("rtd:frob@9")).hasMessageContaining("is no ZIP archive");
    }

    @Test
    void anArchiveThatLeadsOutOfItselfIsNotOpened() throws IOException {
        Files.write(folder.resolve("evil.zip"), zip(Map.of("../../evil.md", "# Creating evil\n")));
        assertThatThrownBy(() -> collect(folder.resolve("evil.zip").toString()))
                .hasMessageContaining("evil.zip")
                .hasMessageContaining("leads out of it");
    }

    @Test
    void addressesThatNameNothingAreSentences() throws IOException {
        assertThatThrownBy(() -> collect("nowhere/at/all"))
                .hasMessageContaining("“nowhere/at/all” is neither a folder");
        write("rst/index.rst", "Title\n=====\n");
        assertThatThrownBy(() -> collect(folder.resolve("rst").toString()))
                .hasMessageContaining("no page in Markdown or HTML")
                .hasMessageContaining("reStructuredText");
        assertThatThrownBy(() -> collect(write("one.md", "# a").toString())).hasMessageContaining("Give the folder");
        assertThatThrownBy(() -> Docs.of(Map.of("READTHEDOCS_URL", "docs"), InstantSource.system()))
                .hasMessageContaining("READTHEDOCS_URL");
    }

    @Test
    void killedInTheMiddleItGoesOnWithoutARowTwiceOrLost() throws IOException, InterruptedException {
        for (int i = 0; i < 8; i++) {
            write("many/page" + i + ".md", page("Using lever number " + i, "lever " + i));
        }
        write("slow", "");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var child = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        Killed.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.txt").toFile())
                .start();
        var mark = folder.resolve("desk/mark.json");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!(Files.exists(mark) && Files.readString(mark).contains("page1"))
                && System.nanoTime() < end
                && child.isAlive()) {
            Thread.sleep(20);
        }
        child.destroyForcibly().waitFor();
        assertThat(mark).as(Files.readString(folder.resolve("child.txt"))).exists();
        Files.delete(folder.resolve("slow"));
        int before = rows().size();
        assertThat(before).isBetween(2, 7);
        var report = collect(folder.resolve("many").toString());
        assertThat(report.duplicates()).isZero();
        assertThat(rows()).hasSize(8);
        assertThat(questions()).doesNotHaveDuplicates();
    }

    /// Collects in a process of its own, to be killed.
    static final class Killed {
        public static void main(String[] args) throws InterruptedException {
            var folder = Path.of(args[0]);
            run(folder, "http://localhost:1", folder.resolve("many").toString(), null, null, () -> false);
        }
    }

    private static String page(String heading, String what) {
        var said = "Take the " + what
                + " in both hands, set its end under what is heavy, and press the other end down until it moves. ";
        return "# Tools\n\n## " + heading + "\n\n" + said.repeat(2) + "\n\n```python\nlever.press(\"" + what
                + "\")\nlever.lift()\n```\n";
    }
}
