package sam.stories;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import sam.durable.Plain;
import sam.durable.Sentences;
import sam.texts.UnreadableException;

/// Reads one file of a story, whatever it is, and says in one phrase when it is none.
final class StoryFile {
    /// Endings of files that stories come in; Nifty's have none.
    static final Set<String> ENDINGS = Set.of("", "epub", "html", "htm", "xhtml", "md", "markdown", "txt", "text");
    /// Endings of files that hold stories in a way that is not read.
    static final Set<String> OTHER_ENDINGS =
            Set.of("pdf", "doc", "docx", "rtf", "odt", "mobi", "azw", "azw3", "fb2", "zip", "rar", "7z", "lit");

    static final String OTHER_FORMAT =
            "its format is not read for stories. Save it as EPUB, HTML, Markdown or plain text";
    static final String WEB_PAGE =
            "it is a web page whose story cannot be told from what surrounds it. Download the work"
                    + " as EPUB, or save its text as Markdown or plain text";
    static final String TOO_SHORT = "it has fewer than 150 words of story";
    static final String TOO_LARGE = "it is larger than a story can be";

    private static final long LARGEST_TEXT = 32L << 20;
    private static final long LARGEST_BOOK = 512L << 20;
    private static final int LEAST_WORDS = 150;
    private static final int HEAD = 1024;

    private StoryFile() {}

    static String ending(Path file) {
        var name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        var ending = dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        // "chapter.1 of lake" and the like are names, not endings
        return ending.length() > 8 || ending.matches(".*\\s.*|\\d+") ? "" : ending;
    }

    /// Reads a file and judges the work; `shelf` is the folder and name it came by.
    static Reading read(Path file, String shelf) {
        try {
            var work = work(file);
            var against = Triage.against(work, shelf);
            if (against.isPresent()) {
                return Reading.refused(Triage.REASON, against.get());
            }
            return work.words() < LEAST_WORDS ? Reading.refused(TOO_SHORT, "") : Reading.of(work);
        } catch (UnreadableException e) {
            return Reading.refused("it " + e.getMessage(), "");
        } catch (IOException e) {
            return Reading.refused("it cannot be read", Sentences.of(e));
        } catch (StackOverflowError e) {
            return Reading.refused("it is nested deeper than any story", "");
        }
    }

    private static Work work(Path file) throws IOException {
        long size = Files.size(file);
        if (size == 0) {
            throw new UnreadableException("is empty. Download it again");
        }
        var title = title(file);
        if (ending(file).equals("epub")) {
            if (size > LARGEST_BOOK) {
                throw new UnreadableException("is larger than a story can be");
            }
            return EpubStory.read(file, title);
        }
        if (size > LARGEST_TEXT) {
            throw new UnreadableException("is larger than a story can be");
        }
        var bytes = Files.readAllBytes(file);
        var head = new String(bytes, 0, Math.min(HEAD, bytes.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("PK\u0003\u0004") || head.startsWith("%PDF") || head.startsWith("{\\rtf")) {
            throw new UnreadableException(
                    Plain.text("is no text, whatever its name says. %s", "Save it as EPUB or text"));
        }
        if (isHtml(file, head)) {
            var page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
            if (!Ao3Page.is(page)) {
                throw new UnreadableException(WEB_PAGE.substring("it ".length()));
            }
            return Ao3Page.read(page, title);
        }
        return ending(file).matches("md|markdown") ? MarkdownStory.read(bytes, title) : PlainStory.read(bytes, title);
    }

    private static boolean isHtml(Path file, String head) {
        var text = head.replaceAll("[^\\x20-\\x7e]", "").strip().toLowerCase(Locale.ROOT);
        return ending(file).matches("x?html?")
                || text.startsWith("<!doctype html")
                || text.startsWith("<html")
                || text.startsWith("<?xml") && text.contains("<html");
    }

    private static String title(Path file) {
        var name = String.valueOf(file.getFileName());
        var ending = ending(file);
        var bare = ending.isEmpty() ? name : name.substring(0, name.length() - ending.length() - 1);
        return bare.replace('_', ' ').strip();
    }
}
