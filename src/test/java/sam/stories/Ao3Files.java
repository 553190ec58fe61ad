package sam.stories;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import sam.texts.Zips;

/// Works as the Archive of Our Own hands them out, in the shapes of otwarchive's `app/views/downloads`; the EPUB with
/// the
/// class names that Calibre makes of them.
final class Ao3Files {
    static final String SUMMARY = "Mara keeps the lake. Tom wants to cross it.";

    private Ao3Files() {}

    /// The tag block of a preface.
    record Tags(String rating, String warning, List<String> more) {
        static final Tags PLAIN =
                new Tags("General Audiences", "No Archive Warnings Apply", List.of("Fluff", "Minor Character Death"));

        String html() {
            var links = new StringBuilder();
            for (var tag : more) {
                links.append(links.isEmpty() ? "" : ", ")
                        .append("<a href=\"https://archiveofourown.org/tags/x\">")
                        .append(tag)
                        .append("</a>");
            }
            return """
                <dl class="tags">
                  <dt>Rating:</dt>
                  <dd><a href="https://archiveofourown.org/tags/r">RATING</a></dd>
                  <dt>Archive Warning:</dt>
                  <dd><a href="https://archiveofourown.org/tags/w">WARNING</a></dd>
                  <dt>Categories:</dt>
                  <dd><a href="https://archiveofourown.org/tags/F*s*M">F/M</a>, <a href="x">Gen</a></dd>
                  <dt>Fandom:</dt>
                  <dd><a href="https://archiveofourown.org/tags/f">Teen Wolf (TV)</a></dd>
                  <dt>Relationship:</dt>
                  <dd><a href="https://archiveofourown.org/tags/s">Mara Voss/Tom Hale</a></dd>
                  <dt>Characters:</dt>
                  <dd><a href="x">Mara Voss</a>, <a href="x">Tom Hale (Lakes)</a></dd>
                  <dt>Additional Tags:</dt>
                  <dd>MORE</dd>
                  <dt>Language:</dt>
                  <dd>English</dd>
                  <dt>Series:</dt>
                  <dd>Part 2 of
                <a href="https://archiveofourown.org/series/9">Lakes</a></dd>
                  <dt>Stats:</dt>
                  <dd>
                    Published: 2021-03-04
                      Completed: 2021-05-01
                    Words: 12,345
                    Chapters: 2/3
                  </dd>
                </dl>
                """.replace("RATING", rating).replace("WARNING", warning).replace("MORE", links);
        }
    }

    private static String preface(Tags tags, String summary) {
        return """
            <div id="preface">
              <h2 class="toc-heading">Preface</h2>
              <p class="message">
                <b>The Keeper of the Lake</b><br/>
                Posted originally on the <a href="https://archiveofourown.org/">Archive of Our Own</a> at <a href="https://archiveofourown.org/works/123456">https://archiveofourown.org/works/123456</a>.
              </p>
              <div class="meta">
            TAGS
                <h1>The Keeper of the Lake</h1>
                <div class="byline">by <a rel="author" href="https://archiveofourown.org/users/mv/pseuds/mv">mirrorvoss</a></div>
                <p>Summary</p>
                <blockquote class="userstuff"><p>SUMMARY</p></blockquote>
                <p>Notes</p>
                <blockquote class="userstuff"><p>Thanks to my beta. Write to mirror@voss.example.org!</p></blockquote>
              </div>
            </div>
            """.replace("TAGS", tags.html()).replace("SUMMARY", summary);
    }

    private static String head(int number) {
        return """
            <div class="meta group">
              <h2 class="heading">Chapter %d: Water %d</h2>
              <p>Chapter Summary</p>
              <blockquote class="userstuff"><p>What the water did, part %d.</p></blockquote>
              <p>Chapter Notes</p>
              <blockquote class="userstuff"><p>Posted late, sorry.</p></blockquote>
            </div>
            """.replace("%d", "" + number);
    }

    static final String AFTERWORD = """
        <div id="afterword">
          <h2 class="toc-heading">Afterword</h2>
          <div class="meta"><div id="endnotes"><p>End Notes</p><blockquote class="userstuff"><p>The end at last.</p></blockquote></div></div>
          <p class="message">Please <a href="https://archiveofourown.org/works/123456/comments/new">drop by the Archive and comment</a> to let the creator know if you enjoyed their work!</p>
        </div>
        """;

    /// The HTML download.
    static String html(Tags tags, String summary, List<String> chapters) {
        var all = new StringBuilder("""
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
            <html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
            <title>The Keeper of the Lake - mirrorvoss - Teen Wolf (TV)</title></head><body>
            """);
        all.append(preface(tags, summary)).append("<div id=\"chapters\" class=\"userstuff\">\n");
        for (int i = 0; i < chapters.size(); i++) {
            if (chapters.size() > 1) {
                all.append(head(i + 1)).append("<!--chapter content-->\n");
            }
            all.append("<div class=\"userstuff\">").append(chapters.get(i)).append("</div>\n");
        }
        return all.append("</div>\n").append(AFTERWORD).append("</body></html>").toString();
    }

    /// The EPUB download.
    static Path epub(Path file, Tags tags, String summary, List<String> chapters) throws IOException {
        var parts = new LinkedHashMap<String, String>();
        parts.put("work_split_000.xhtml", Zips.part(calibre(preface(tags, summary))));
        for (int i = 0; i < chapters.size(); i++) {
            var open = i == 0 ? "<div id=\"chapters\" class=\"userstuff\">" : "<div class=\"userstuff\">";
            parts.put(
                    "work_split_00" + (i + 1) + ".xhtml",
                    Zips.part(calibre(
                            open + head(i + 1) + "<div class=\"userstuff\">" + chapters.get(i) + "</div></div>")));
        }
        parts.put("work_split_999.xhtml", Zips.part(calibre(AFTERWORD)));
        return Zips.write(
                file,
                Zips.book(
                        "<dc:title>The Keeper of the Lake</dc:title><dc:creator>mirrorvoss</dc:creator>"
                                + "<dc:publisher>Archive of Our Own</dc:publisher><dc:language>en</dc:language>",
                        parts));
    }

    private static String calibre(String html) {
        return html.replace("<div class=\"userstuff\">", "<div class=\"userstuff2\">")
                .replace("blockquote class=\"userstuff\"", "blockquote class=\"userstuff1\"")
                .replace("<p>", "<p class=\"calibre3\">")
                .replace("<h2 class=\"heading\">", "<h2 class=\"heading\" id=\"calibre_toc_2\">")
                .replace("class=\"tags\"", "class=\"tags1\"")
                .replace("<hr>", "<hr class=\"calibre9\"/>");
    }
}
