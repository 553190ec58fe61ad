package sam.stories;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import sam.stories.Work.Chapter;
import sam.stories.Work.Kind;
import sam.texts.Epub;
import sam.texts.HtmlProse;
import sam.texts.HtmlProse.Block;

/// A work in an EPUB: an AO3 download by its own shape, any other book part by part. What is no story by its own words
/// (`epub:type`) or its heading is left out: contents, copyright, cover.
final class EpubStory {
    private static final Set<String> NO_STORY = Set.of(
            "toc",
            "copyright-page",
            "titlepage",
            "halftitlepage",
            "cover",
            "index",
            "colophon",
            "loi",
            "lot",
            "lov",
            "bibliography",
            "acknowledgments",
            "imprint",
            "landmarks",
            "page-list",
            "endnotes",
            "footnotes");
    private static final String NO_STORY_HEADING =
            "(?i)(table of )?contents|copyright.*|acknowledge?ments?|about the author|also by .*|title"
                    + " page|cover|index";
    private static final int SHORT_PART = 60;

    private EpubStory() {}

    static Work read(Path file, String fileTitle) throws IOException {
        var book = Epub.read(file);
        if (book.parts().stream().anyMatch(Ao3Page::is)) {
            var work = Ao3Page.read(whole(book), fileTitle);
            return new Work(work.sha(), work.kind(), work.about(), work.chapters(), both(book.notes(), work.notes()));
        }
        var notes = new ArrayList<>(book.notes());
        var blocks = new ArrayList<Block>();
        int leftOut = 0;
        for (var part : book.parts()) {
            if (isNoStory(part)) {
                leftOut++;
            } else {
                blocks.add(new Block.Rule());
                blocks.addAll(part(part));
            }
        }
        var chapters = Chapters.once(stories(Chapters.of(blocks)), notes);
        if (leftOut > 0) {
            notes.add(sam.durable.Plain.text("%,d parts that tell no story were left out.", leftOut));
        }
        return Work.of(Kind.EPUB, about(book, fileTitle), Addresses.without(chapters), notes);
    }

    private static List<String> both(List<String> some, List<String> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// The parts of a book as one page.
    private static Document whole(Epub book) {
        var page = Document.createShell("");
        for (var part : book.parts()) {
            var body = part.selectFirst("body");
            if (body != null) {
                body.childNodes().forEach(node -> page.body().appendChild(node.clone()));
            }
        }
        return page;
    }

    /// Takes out of a part what tells no story; whether it was all of it.
    private static boolean isNoStory(Document part) {
        boolean any = false;
        for (var element : part.select("[epub:type~=noteref]")) {
            element.remove();
        }
        for (var element : part.select("body, section, div, aside")) {
            if (tellsNoStory(element)) {
                element.empty();
                any = true;
            }
        }
        return any && HtmlProse.of(part).isEmpty();
    }

    private static boolean tellsNoStory(Element element) {
        return Stream.of(element.attr("epub:type").split("\\s+")).anyMatch(NO_STORY::contains);
    }

    private static List<Block> part(Document part) {
        Element body = part.selectFirst("body");
        return HtmlProse.of(body == null ? part : body);
    }

    private static List<Chapter> stories(List<Chapter> chapters) {
        return chapters.stream()
                .filter(chapter -> !chapter.title().strip().matches(NO_STORY_HEADING))
                .filter(chapter -> !isTitlePage(chapter))
                .toList();
    }

    private static boolean isTitlePage(Chapter chapter) {
        var words = chapter.paragraphs().mapToInt(Work::words).sum();
        return words < SHORT_PART
                && chapter.paragraphs()
                        .anyMatch(text -> text.matches("(?is).*(©|copyright|all rights reserved|isbn).*"));
    }

    private static Work.About about(Epub book, String fileTitle) {
        var creators = book.metadata().getOrDefault("creator", List.of());
        var title = book.first("title");
        return new Work.About(
                title == null ? fileTitle : title,
                creators.isEmpty() ? null : Addresses.without(String.join(", ", creators)),
                web(book),
                book.first("language"),
                plain(book.first("description")),
                List.of(),
                null,
                Work.Labels.tagged(book.metadata().getOrDefault("subject", List.of())));
    }

    private static @Nullable String web(Epub book) {
        for (var name : List.of("source", "identifier")) {
            for (var value : book.metadata().getOrDefault(name, List.of())) {
                if (value.matches("https?://\\S+")) {
                    return value;
                }
            }
        }
        return null;
    }

    private static @Nullable String plain(@Nullable String html) {
        return html == null ? null : Addresses.without(Jsoup.parse(html).text());
    }
}
