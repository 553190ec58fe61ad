package sam.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.stories.Work.Chapter;
import sam.stories.Work.Kind;
import sam.texts.Zips;

/// Works in the shapes that archives and people keep them in.
class WorksAsTheyComeTest {
    @TempDir
    Path folder;

    private final Prose prose = new Prose(1);

    private Work read(Path file) {
        var reading = StoryFile.read(file, StoryFiles.shelf(file));
        assertThat(reading.refusal()).as("%s", file.getFileName()).isNull();
        return Objects.requireNonNull(reading.work());
    }

    private Work text(String name, String text) throws IOException {
        return read(Files.writeString(folder.resolve(name), text));
    }

    private String refusal(Path file) {
        return String.valueOf(StoryFile.read(file, StoryFiles.shelf(file)).refusal());
    }

    private static List<String> all(Work work) {
        return work.chapters().stream().flatMap(Chapter::paragraphs).toList();
    }

    @Test
    void anAo3DownloadTellsOfItselfAndItsChapters() throws IOException {
        var one = prose.html(3) + "<hr><p>After the rule.</p>" + "<p align=\"center\">* * *</p>" + prose.html(1);
        var html = Ao3Files.html(Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, List.of(one, prose.html(4)));
        var work = text("a.html", html);
        var about = work.about();
        assertThat(work.kind()).isEqualTo(Kind.AO3);
        assertThat(about.title()).isEqualTo("The Keeper of the Lake");
        assertThat(about.author()).isEqualTo("mirrorvoss");
        assertThat(about.address()).isEqualTo("https://archiveofourown.org/works/123456");
        assertThat(about.language()).isEqualTo("English");
        assertThat(about.summary()).isEqualTo(Ao3Files.SUMMARY);
        assertThat(about.status()).isEqualTo("2/3");
        assertThat(about.remarks()).contains("Posted late, sorry.", "The end at last.");
        assertThat(about.remarks()).noneMatch(note -> note.contains("@"));
        var labels = about.labels();
        assertThat(labels.rating()).isEqualTo("General Audiences");
        assertThat(labels.warnings()).containsExactly("No Archive Warnings Apply");
        assertThat(labels.categories()).containsExactly("F/M", "Gen");
        assertThat(labels.fandoms()).containsExactly("Teen Wolf (TV)");
        assertThat(labels.relationships()).containsExactly("Mara Voss/Tom Hale");
        assertThat(labels.characters()).containsExactly("Mara Voss", "Tom Hale (Lakes)");
        assertThat(labels.more()).containsExactly("Fluff", "Minor Character Death");
        assertThat(work.chapters())
                .extracting(Chapter::title)
                .containsExactly("Chapter 1: Water 1", "Chapter 2: Water 2");
        assertThat(work.chapters().getFirst().summary()).isEqualTo("What the water did, part 1.");
        assertThat(work.chapters().getFirst().scenes())
                .extracting(scene -> scene.paragraphs().size())
                .containsExactly(3, 1, 1);
        assertThat(all(work)).noneMatch(text -> text.contains("Chapter Notes") || text.contains("drop by the Archive"));
    }

    @Test
    void theEpubOfAWorkIsTheSameWorkAsItsHtml() throws IOException {
        var chapters = List.of(prose.html(5) + "<hr><p>After the rule.</p>", prose.html(4));
        var html = text("a.html", Ao3Files.html(Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, chapters));
        var epub = read(Ao3Files.epub(folder.resolve("a.epub"), Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, chapters));
        assertThat(epub.kind()).isEqualTo(Kind.AO3);
        assertThat(epub.about()).isEqualTo(html.about());
        assertThat(epub.chapters()).isEqualTo(html.chapters());
        assertThat(epub.id()).isEqualTo(html.id());
        assertThat(epub.group()).isEqualTo(html.group()).isEqualTo("https://archiveofourown.org/works/123456");
    }

    @Test
    void aWorkOfOneChapterHasNoHeadAndIsReadAllTheSame() throws IOException {
        var work = text("a.html", Ao3Files.html(Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, List.of(prose.html(9))));
        assertThat(work.chapters()).hasSize(1);
        assertThat(all(work)).hasSize(9);
    }

    @Test
    void niftysTextLosesItsMailAndItsLineEnds() throws IOException {
        var paragraphs = prose.paragraphs(8);
        var wrapped = paragraphs.stream()
                .map(text -> text.replaceAll("(.{1,70}) ", "$1\n"))
                .toList();
        var work = text("lake-house-3", """
            Date: Sat, 3 May 2014 10:11:12 -0700 (PDT)
            From: "Joe Writer" <joe.writer@mail.example.com>
            Subject: The Lake House - Chapter 3 (Gay/Adult Friends)

            This is fiction. If you are under 18, please leave now.
            Comments are welcome at joe.writer [at] mail.example.com.

            BODY

            * * *

            The end. Write me: joe@example.org
            """.replace("BODY", String.join("\n\n", wrapped)));
        assertThat(work.kind()).isEqualTo(Kind.NIFTY);
        assertThat(work.about().author()).isEqualTo("Joe Writer");
        assertThat(work.about().title()).startsWith("The Lake House - Chapter 3");
        assertThat(all(work)).containsAll(paragraphs);
        assertThat(all(work))
                .noneMatch(text -> text.contains("@") || text.contains("[at]") || text.startsWith("Date:"));
        var next = new Work(
                work.sha().replace('a', 'b'),
                Kind.NIFTY,
                new Work.About(
                        "The Lake House 4",
                        "Joe Writer",
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        work.about().labels()),
                work.chapters(),
                List.of());
        assertThat(next.group()).as("parts of one serial").isEqualTo(work.group());
    }

    @Test
    void textThatIsNoUtf8IsReadAsWindows1252AndSaysSo() throws IOException {
        var text = "“Café,” she said.\n\n" + String.join("\n\n", prose.paragraphs(8));
        var work = read(Files.write(folder.resolve("a.txt"), text.getBytes(Charset.forName("windows-1252"))));
        assertThat(all(work).getFirst()).isEqualTo("“Café,” she said.");
        assertThat(work.notes()).singleElement().asString().contains("Windows-1252");
        var wide = read(Files.write(folder.resolve("b.txt"), ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE)));
        assertThat(all(wide)).isEqualTo(all(work));
        assertThat(wide.notes()).isEmpty();
    }

    @Test
    void markdownHasFrontMatterChaptersAndRules() throws IOException {
        var work = text("a.md", """
            ---
            title: "The Mill"
            author: Ann Lee
            rating: Teen
            tags:
              - Rivers
              - Slow
            summary: A mill stops.
            ---
            # The Mill

            ## One

            First, she *stopped*
            the wheel.

            BODY

            ***

            Later.

            * * *

            Last.

            ## Two

            BODY
            """.replace("BODY", String.join("\n\n", prose.paragraphs(5))));
        assertThat(work.about().title()).isEqualTo("The Mill");
        assertThat(work.about().author()).isEqualTo("Ann Lee");
        assertThat(work.about().summary()).isEqualTo("A mill stops.");
        assertThat(work.about().labels().rating()).isEqualTo("Teen");
        assertThat(work.about().labels().more()).containsExactly("Rivers", "Slow");
        assertThat(work.chapters()).extracting(Chapter::title).containsExactly("One", "Two");
        assertThat(work.chapters().getFirst().scenes()).hasSize(3);
        assertThat(all(work).getFirst()).isEqualTo("First, she stopped the wheel.");
    }

    @Test
    void plainTextHasChaptersAndScenesByItsOrnaments() throws IOException {
        var work = text("a.txt", """
            Title: The Mill
            Author: Ann Lee

            Chapter One

            BODY

            ~*~

            Scene two.

            #

            Scene three.



            Scene four, after empty lines.

            oOo

            Scene five.

            CHAPTER II: The Weir

            BODY

            Epilogue

            All was well.
            """.replace("BODY", String.join("\n\n", prose.paragraphs(8))));
        assertThat(work.about().title()).isEqualTo("The Mill");
        assertThat(work.chapters())
                .extracting(Chapter::title)
                .containsExactly("Chapter One", "CHAPTER II: The Weir", "Epilogue");
        assertThat(work.chapters().getFirst().scenes()).hasSize(5);
        assertThat(all(work)).noneMatch(Ornaments::isBreak);
    }

    @Test
    void ornamentsAreToldFromWords() {
        assertThat(List.of(
                        "***", "* * *", "---", "—", "#", "~*~", "oOo", "-x-", "xXx", "⁂", "❦ ❦ ❦", "=====", "III",
                        "12.", "o O o"))
                .allMatch(Ornaments::isBreak);
        assertThat(List.of("...", "…", "No.", "Ox", "“!”", "Oh", "x marks the spot", "I know.", "?", "2014 was good"))
                .noneMatch(Ornaments::isBreak);
        assertThat(List.of("Chapter 12", "CHAPTER IV. The Lake", "Part Two: Home", "Prologue", "Chapter twenty-one"))
                .allMatch(Ornaments::isChapter);
        assertThat(List.of("Part of me knew.", "Chapter and verse", "Act surprised", "Book club", "Prologues bore me"))
                .noneMatch(Ornaments::isChapter);
    }

    @Test
    void otherBooksAreReadPartByPartWithoutWhatTellsNoStory() throws IOException {
        var parts = new LinkedHashMap<String, String>();
        parts.put("cover.xhtml", Zips.part("<img src='cover.jpg'/>"));
        parts.put(
                "copy.xhtml", Zips.part("<section epub:type=\"copyright-page\"><p>All rights reserved.</p></section>"));
        parts.put("toc.xhtml", Zips.part("<h1>Contents</h1><p>One</p><p>Two</p>"));
        parts.put("one.xhtml", Zips.part("<h1>One</h1>" + prose.html(6)));
        parts.put(
                "front.xhtml",
                Zips.part("<section epub:type='frontmatter'><section epub:type='titlepage'><p>Two"
                        + " Lakes</p></section></section><section epub:type='bodymatter'><h1>Half</h1><p>It is"
                        + " kept<a epub:type='noteref'>1</a>.</p></section><aside epub:type='footnotes'><p>1. A"
                        + " note.</p></aside>"));
        parts.put(
                "two.xhtml",
                Zips.part("<h1>Two</h1>" + prose.html(6) + "<p style='text-align:center'>❦</p>" + prose.html(2)));
        var work = read(Zips.write(
                folder.resolve("b.epub"),
                Zips.book(
                        "<dc:title>Two Lakes</dc:title><dc:creator>Ann Lee</dc:creator><dc:description>&lt;p&gt;Two of"
                                + " them.&lt;/p&gt;</dc:description>",
                        parts)));
        assertThat(work.kind()).isEqualTo(Kind.EPUB);
        assertThat(work.about().summary()).isEqualTo("Two of them.");
        assertThat(work.chapters()).extracting(Chapter::title).containsExactly("One", "Half", "Two");
        assertThat(work.chapters().get(1).scenes()).extracting(Work.Scene::text).containsExactly("It is kept.");
        assertThat(work.chapters().getLast().scenes()).hasSize(2);
    }

    @Test
    void aChapterThatComesTwiceIsTakenOnce() throws IOException {
        var chapter = prose.html(6);
        var work = text(
                "a.html",
                Ao3Files.html(Ao3Files.Tags.PLAIN, Ao3Files.SUMMARY, List.of(chapter, prose.html(3), chapter)));
        assertThat(work.chapters()).hasSize(2);
        assertThat(work.notes()).singleElement().asString().contains("came twice");
    }

    @Test
    void whatIsNoStorySaysWhyInOnePhrase() throws IOException {
        assertThat(refusal(Files.write(folder.resolve("empty.txt"), new byte[0])))
                .contains("is empty");
        assertThat(refusal(Files.writeString(folder.resolve("short.txt"), "Once.\n")))
                .isEqualTo(StoryFile.TOO_SHORT);
        assertThat(refusal(Files.writeString(
                        folder.resolve("page.html"), "<html><body><nav>Home</nav>" + prose.html(9) + "</body></html>")))
                .isEqualTo(StoryFile.WEB_PAGE);
        assertThat(refusal(Files.write(folder.resolve("binary.txt"), new byte[] {1, 0, 2, 0, 3, 4})))
                .contains("is no text");
        assertThat(refusal(Files.writeString(folder.resolve("no.epub"), "no book")))
                .contains("no ZIP archive");
        assertThat(refusal(Zips.bytes(folder.resolve("bomb.epub"), java.util.Map.of("a", new byte[8 << 20]))))
                .contains("ZIP bomb");
        assertThat(refusal(Zips.write(folder.resolve("zip.txt"), java.util.Map.of("a", "b"))))
                .contains("whatever its name says");
    }

    @Test
    void fourMegabytesInOneLineAreReadInSeconds() throws IOException {
        var line = new StringBuilder();
        while (line.length() < 4 << 20) {
            line.append(prose.sentence()).append(' ');
        }
        var work = text("line.txt", line.toString());
        assertThat(work.scenes()).hasSize(1);
        assertThat(StoryRows.of(work, StoryChoices.USUAL)).hasSizeGreaterThan(1000);
        // and where no sentence ends
        var endless = text("endless.txt", "a word ".repeat(600_000));
        assertThat(StoryRows.of(endless, StoryChoices.USUAL)).isEmpty();
        var sign = text("sign.txt", String.join("\n\n", prose.paragraphs(9)) + "\n\n" + "a".repeat(4 << 20));
        assertThat(StoryRows.of(sign, StoryChoices.USUAL)).isNotEmpty();
    }
}
