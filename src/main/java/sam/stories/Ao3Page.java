package sam.stories;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import sam.stories.Work.About;
import sam.stories.Work.Chapter;
import sam.stories.Work.Labels;
import sam.texts.HtmlProse;

/// A work as the Archive of Our Own hands it out as HTML or, made of the same by Calibre, as EPUB: a preface with a
/// list
/// of tags, chapters each headed by a block of its own, an afterword. A saved page of the site is read as well.
///
/// The shapes are those of otwarchive `app/views/downloads`; Calibre adds numbers to the names of classes.
final class Ao3Page {
    private static final String WORKS = "a[href*=archiveofourown.org/works/]";
    private static final Pattern CHAPTERS = Pattern.compile("Chapters:\\s*(\\d+/[\\d?]+)");
    private static final Pattern WORK = Pattern.compile("(/works/\\d+)");

    private final Document page;
    private final List<Chapter> chapters = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private String title = "";
    private @Nullable String summary;

    private Ao3Page(Document page) {
        this.page = page;
    }

    static boolean is(Document page) {
        return page.selectFirst("#preface dl[class^=tags]") != null
                || page.selectFirst("#preface " + WORKS) != null
                || page.selectFirst("dl.work.meta") != null;
    }

    static Work read(Document page, String fileTitle) {
        return new Ao3Page(page).read(fileTitle);
    }

    private Work read(String fileTitle) {
        walk(page);
        var about = about(fileTitle);
        var notes = new ArrayList<String>();
        var prose = Addresses.without(Chapters.once(chapters, notes));
        return Work.of(Work.Kind.AO3, about, prose, notes);
    }

    private void walk(Element element) {
        for (var child : element.children()) {
            if (child.id().equals("preface") || child.hasClass("preface") && child.hasClass("group")) {
                remarks.addAll(noted(child, "notes"));
            } else if (child.id().equals("afterword")) {
                remarks.addAll(noted(child, "end notes"));
            } else if (isA(child, "meta")) {
                head(child);
            } else if (isA(child, "userstuff") && isInnermost(child)) {
                chapters.add(Chapters.one(title, summary, HtmlProse.of(child)));
                title = "";
                summary = null;
            } else {
                walk(child);
            }
        }
    }

    private void head(Element head) {
        var heading = head.selectFirst("h1, h2, h3");
        if (heading != null) {
            title = heading.text();
        }
        summary = under(head, "chapter summary");
        remarks.addAll(noted(head, "chapter notes"));
        remarks.addAll(noted(head, "chapter end notes"));
    }

    private static boolean isA(Element element, String name) {
        return element.normalName().equals("div")
                && element.classNames().stream().anyMatch(word -> word.matches(name + "\\d*"));
    }

    private static boolean isInnermost(Element element) {
        return element.select("div").stream().noneMatch(inner -> inner != element && isA(inner, "userstuff"));
    }

    private About about(String fileTitle) {
        var fields = new HashMap<String, List<String>>();
        var list = page.selectFirst("#preface dl[class^=tags], dl.work.meta");
        if (list != null) {
            fields(list, fields);
        }
        var stats = String.join(" ", fields.getOrDefault("stat", List.of()));
        var chapterCount = CHAPTERS.matcher(stats);
        return new About(
                workTitle(fileTitle),
                author(),
                address(),
                one(fields, "language"),
                summaryOfAll(),
                remarks,
                chapterCount.find() ? chapterCount.group(1) : null,
                new Labels(
                        one(fields, "rating"),
                        all(fields, "archive warning"),
                        all(fields, "category"),
                        all(fields, "fandom"),
                        all(fields, "relationship"),
                        all(fields, "character"),
                        all(fields, "additional tag")));
    }

    private static void fields(Element list, Map<String, List<String>> fields) {
        var name = "";
        for (var element : list.children()) {
            if (element.normalName().equals("dt")) {
                name = element.text().strip().toLowerCase(Locale.ROOT).replaceAll("\\s*:$", "");
                name = name.replaceAll("ies$", "y").replaceAll("s$", "");
            } else if (element.normalName().equals("dd")) {
                var links = element.select("a").eachText();
                fields.putIfAbsent(name, links.isEmpty() || name.equals("stat") ? List.of(element.text()) : links);
            }
        }
    }

    private static List<String> all(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of());
    }

    private static @Nullable String one(Map<String, List<String>> fields, String name) {
        var values = all(fields, name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    private String workTitle(String fileTitle) {
        for (var place : List.of("#preface h1", "h2.title", "#preface .message b", "#preface p b")) {
            var found = page.selectFirst(place);
            if (found != null && !found.text().isBlank()) {
                return found.text().strip();
            }
        }
        return fileTitle;
    }

    private @Nullable String author() {
        var names =
                page.select("#preface a[rel=author], h3.byline a[rel=author]").eachText();
        if (!names.isEmpty()) {
            return names.stream().distinct().collect(Collectors.joining(", "));
        }
        var byline = page.selectFirst("#preface div[class^=byline], h3.byline");
        var text = byline == null ? "" : byline.text().replaceFirst("^by ", "").strip();
        return text.isEmpty() ? null : text;
    }

    private @Nullable String address() {
        for (var link : page.select("#preface " + WORKS + ", " + WORKS)) {
            var number = WORK.matcher(link.attr("href"));
            if (number.find()) {
                return "https://archiveofourown.org" + number.group(1);
            }
        }
        return null;
    }

    private @Nullable String summaryOfAll() {
        var preface = page.selectFirst("#preface");
        if (preface != null) {
            return under(preface, "summary");
        }
        var web = page.selectFirst(".preface .summary blockquote");
        return web == null ? null : web.text();
    }

    /// The quoted block below a line of these words.
    private static @Nullable String under(Element place, String words) {
        for (var line : place.select("p, h3")) {
            if (line.text().strip().replaceAll(":$", "").equalsIgnoreCase(words)) {
                var next = line.nextElementSibling();
                if (next != null && next.normalName().equals("blockquote")) {
                    return text(next);
                }
            }
        }
        return null;
    }

    private static List<String> noted(Element place, String words) {
        var found = under(place, words);
        return found == null ? List.of() : List.of(Addresses.without(found));
    }

    private static String text(Element quoted) {
        return HtmlProse.of(quoted).stream()
                .map(block -> switch (block) {
                    case HtmlProse.Block.Heading heading -> heading.text();
                    case HtmlProse.Block.Paragraph paragraph -> paragraph.text();
                    case HtmlProse.Block.Rule _ -> "";
                })
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }
}
