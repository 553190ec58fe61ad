package sam.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jsoup.nodes.Entities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sam.texts.Markdown.Links;

class MarkdownTest {
    private static final Parser COMMONMARK =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    @Test
    void aPageBecomesHeadingsParagraphsListsQuotesAndTables() {
        var html = """
            <h1>Title<a class="headerlink" href="#t">¶</a></h1><p>One <em>two</em> <strong>three</strong>.</p>
            <ol start="3"><li>a<ul><li>b</li><li><p>c</p></li></ul></li><li>d</li></ol>
            <blockquote><p>said</p><p>again</p></blockquote>
            <table><thead><tr><th>A</th><th>B</th></tr></thead>
            <tbody><tr><td rowspan=2>1|2</td><td><code>x|y</code></td></tr><tr><td>z</td></tr></tbody></table>
            <p>x<sup>2</sup> and <img src="a.png" alt="a picture"></p><hr><dl><dt><code>k</code></dt><dd>means</dd></dl>
            """;
        assertThat(Markdown.of(html)).isEqualTo("""
            # Title

            One *two* **three**.

            3. a
               - b
               - c
            4. d

            > said
            >
            > again

            | A | B |
            | --- | --- |
            | 1\\|2 | `x\\|y` |
            || z |

            x<sup>2</sup> and a picture

            ___

            - `k`: means\
            """);
    }

    @Test
    void nothingOfScriptsStylesAndWhatSurroundsAText() {
        var html = "<head><title>t</title><style>p{}</style></head><nav><ul><li>Home</li></ul></nav><p>a<script>"
                + "alert(1)</script></p><style>x</style><form><button>Copy</button></form><p hidden>b</p>";
        assertThat(Markdown.of(html)).isEqualTo("a");
    }

    @Test
    void codeNamesItsLanguageHoweverThePageSaysIt() {
        assertThat(Markdown.of("<pre><code class=\"language-rust\">a</code></pre>"))
                .isEqualTo("```rust\na\n```");
        assertThat(Markdown.of("<pre class=\"lang-py s-code-block\"><code>a\n</code></pre>"))
                .isEqualTo("```py\na\n```");
        var sphinx = "<div class=\"highlight-python3 notranslate\"><div class=\"highlight\"><pre><span></span>a\n"
                + "</pre></div></div>";
        assertThat(Markdown.of(sphinx)).isEqualTo("```python\na\n```");
        assertThat(Markdown.of("<div class=\"highlight-default notranslate\"><div class=\"highlight\"><pre>a\n"
                        + "</pre></div></div>"))
                .isEqualTo("```\na\n```");
        assertThat(Markdown.of("<pre class=\"brush: js\">a</pre>")).isEqualTo("```js\na\n```");
    }

    @Test
    void lineNumbersBesideCodeAreNoCode() {
        var html = "<table class=\"highlighttable\"><tr><td class=\"linenos\"><div class=\"linenodiv\"><pre>1\n"
                + "2</pre></div></td><td class=\"code\"><div class=\"highlight\"><pre><span"
                + " class=\"linenos\">1</span>a\n"
                + "b\n"
                + "</pre></div></td></tr></table>";
        assertThat(Markdown.of(html)).isEqualTo("```\na\nb\n```");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "a`b ¦ ``a`b``",
                "`a ¦ `` `a ``",
                "a &lt;b&gt; &amp;amp; ¦ `a <b> &amp;`",
                "`` ¦ ``` `` ```",
            })
    void inlineCodeWithBackticksIsBetweenLongerFences(String code, String markdown) {
        assertThat(Markdown.of("<p><code>" + code + "</code></p>")).isEqualTo(markdown);
    }

    @Test
    void aTargetStaysWhereTheWordsSayNothingWithoutIt() {
        var html = "<p>See <a href=\"https://a.org/x\">here</a>, <a href=\"https://a.org/y\">the manual of y</a>, <a"
                + " href=\"https://a.org/z_z\">https://a.org/z_z</a>, <a href=\"#part\">below</a> and <a"
                + " href=\"javascript:x()\">run</a></p>";
        assertThat(Markdown.of(html))
                .isEqualTo("See [here](https://a.org/x), the manual of y, <https://a.org/z_z>, below and run");
        assertThat(Markdown.of(html, "", Links.TEXT))
                .isEqualTo("See here, the manual of y, <https://a.org/z_z>, below and run");
        assertThat(Markdown.of(html, "", Links.ALL)).contains("[the manual of y](https://a.org/y)");
        assertThat(Markdown.of("<a href=\"/q/1\">here</a>", "https://a.org/x/", Links.SENSE))
                .isEqualTo("[here](https://a.org/q/1)");
    }

    @Test
    void aTableThatHoldsCodeIsReadCellByCell() {
        assertThat(Markdown.of("<table><tr><td>a</td><td><pre>b\n  c</pre></td></tr></table>"))
                .isEqualTo("a\n\n```\nb\n  c\n```");
    }

    @Test
    void depthWithoutEndIsReadAsFarAsItGoes() {
        assertThat(Markdown.of("<div>".repeat(100_000) + "deep")).contains("deep");
        assertThat(Markdown.of("<ul><li>".repeat(50_000) + "deep")).contains("deep");
        assertThat(Markdown.of("<b><i>".repeat(50_000) + "deep")).contains("deep");
        assertThat(Sections.ofMarkdown("> ".repeat(100_000) + "deep").all()).isNotEmpty();
    }

    @Test
    void everyCharacterOfEveryCodeBlockSurvives() {
        for (int seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            var codes = new ArrayList<String>();
            var html = blocks(random, codes, 0);
            var markdown = Markdown.of(html);
            var found = new ArrayList<String>();
            COMMONMARK.parse(markdown).accept(new AbstractVisitor() {
                @Override
                public void visit(FencedCodeBlock block) {
                    found.add(block.getLiteral());
                }
            });
            if (html.matches("(?s).*<(?:ul|ol|dl).*")) {
                // of an empty line in a list CommonMark counts no spaces, though they are there
                found.replaceAll(MarkdownTest::withoutBlanks);
                codes.replaceAll(MarkdownTest::withoutBlanks);
            }
            assertThat(found).as("seed %d%n%s%n----%n%s", seed, html, markdown).isEqualTo(codes);
        }
    }

    @Test
    void wordsAreReadAsTheyWereWrittenWhateverSignsTheyHold() {
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var words = words(random);
            var html = new StringBuilder("<p>");
            var said = new StringBuilder();
            for (var word : words) {
                var tag = List.of("", "", "em", "strong", "code", "span").get(random.nextInt(6));
                var text = tag.equals("code") ? word.strip() : word;
                html.append(tag.isEmpty() ? "" : "<" + tag + ">")
                        .append(Entities.escape(text))
                        .append(tag.isEmpty() ? "" : "</" + tag + ">");
                said.append(text);
            }
            var markdown = Markdown.of(html + "</p>");
            assertThat(plain(markdown))
                    .as("seed %d: %s -> %s", seed, html, markdown)
                    .isEqualTo(said.toString().strip().replaceAll("\\s+", " "));
        }
    }

    private static String withoutBlanks(String code) {
        return code.replaceAll("(?dm)^[ \\t]+$", "");
    }

    private static String plain(String markdown) {
        var out = new StringBuilder();
        COMMONMARK.parse(markdown).accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                out.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                out.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak br) {
                out.append('\n');
            }

            @Override
            public void visit(HardLineBreak br) {
                out.append('\n');
            }
        });
        return out.toString().strip().replaceAll("\\s+", " ");
    }

    private static List<String> words(Random random) {
        var signs = List.of(
                "*",
                "_",
                "`",
                "[",
                "]",
                "(",
                ")",
                "<",
                ">",
                "&",
                "#",
                "+",
                "-",
                "1.",
                "!",
                "\\",
                "~",
                "|",
                "=",
                ":",
                "a",
                "b",
                "é",
                " ",
                " ",
                "&lt;",
                "amp;",
                "x_y",
                "**k",
                "__init__",
                "[a](b)",
                "<b>");
        var words = new ArrayList<String>();
        for (int n = 1 + random.nextInt(5); n > 0; n--) {
            var word = new StringBuilder();
            for (int m = 1 + random.nextInt(6); m > 0; m--) {
                word.append(signs.get(random.nextInt(signs.size())));
            }
            words.add(word.toString());
        }
        return words;
    }

    private static String code(Random random) {
        var signs = List.of(
                "\n", "\n\n", "\t", " ", "    ", "`", "```", "~~~", "&amp;", "<a>", "é", "x = 1", "#", "- ", "> ",
                "1. ", "\u00a0", "\u2028", "|", "\\", "*", "\u000b", "😀");
        var code = new StringBuilder();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            code.append(signs.get(random.nextInt(signs.size())));
        }
        return code.append('\n').toString();
    }

    private static String blocks(Random random, List<String> codes, int depth) {
        var html = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            switch (random.nextInt(depth > 3 ? 3 : 9)) {
                case 0, 1 -> {
                    var code = code(random);
                    codes.add(code);
                    // the parser takes away a line break that comes first
                    html.append("<pre><code>").append(Entities.escape(code)).append("</code></pre>");
                }
                case 2 ->
                    html.append("<p>words 1. * `").append(random.nextInt()).append("</p>");
                case 3 ->
                    html.append("<ul><li>")
                            .append(blocks(random, codes, depth + 1))
                            .append("</li></ul>");
                case 4 ->
                    html.append("<ol start=9><li>x</li><li>")
                            .append(blocks(random, codes, depth + 1))
                            .append("</li></ol>");
                case 5 ->
                    html.append("<blockquote>")
                            .append(blocks(random, codes, depth + 1))
                            .append("</blockquote>");
                case 6 ->
                    html.append("<table><tr><td>c</td><td>")
                            .append(blocks(random, codes, depth + 1))
                            .append("</td></tr></table>");
                case 7 ->
                    html.append("<dl><dt>t</dt><dd>")
                            .append(blocks(random, codes, depth + 1))
                            .append("</dd></dl>");
                default ->
                    html.append("<h2>h ")
                            .append(blocks(random, codes, depth + 1))
                            .append("</h2>text");
            }
        }
        return html.toString();
    }
}
