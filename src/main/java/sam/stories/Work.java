package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.durable.Hashes;

/// One story as it was read from a file.
///
/// - `sha`: of its prose alone, so that the EPUB and the HTML of one work are one.
/// - `notes`: what the person should know of how it was read, a sentence each.
public record Work(String sha, Kind kind, About about, List<Chapter> chapters, List<String> notes) {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}'’]*+");

    public Work {
        chapters = List.copyOf(chapters);
        notes = List.copyOf(notes);
    }

    static Work of(Kind kind, About about, List<Chapter> chapters, List<String> notes) {
        var digest = Hashes.sha256();
        chapters.stream()
                .flatMap(Chapter::paragraphs)
                .forEach(paragraph ->
                        digest.update((paragraph + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return new Work(java.util.HexFormat.of().formatHex(digest.digest()), kind, about, chapters, notes);
    }

    /// How a work came.
    public enum Kind {
        AO3("AO3 download"),
        NIFTY("Nifty text"),
        EPUB("EPUB"),
        MARKDOWN("Markdown"),
        TEXT("plain text");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /// What a work, its archive or its author says of it; texts are null where nothing is said.
    ///
    /// - `remarks`: the author's notes.
    /// - `status`: chapters there are and chapters planned, as in `3/?`.
    public record About(
            String title,
            @Nullable String author,
            @Nullable String address,
            @Nullable String language,
            @Nullable String summary,
            List<String> remarks,
            @Nullable String status,
            Labels labels) {
        public About {
            remarks = List.copyOf(remarks);
        }
    }

    /// How a work is rated, warned of and tagged, by the archive's own kinds. `more` are tags of no other kind.
    public record Labels(
            @Nullable String rating,
            List<String> warnings,
            List<String> categories,
            List<String> fandoms,
            List<String> relationships,
            List<String> characters,
            List<String> more) {
        public Labels {
            warnings = List.copyOf(warnings);
            categories = List.copyOf(categories);
            fandoms = List.copyOf(fandoms);
            relationships = List.copyOf(relationships);
            characters = List.copyOf(characters);
            more = List.copyOf(more);
        }

        /// Tags alone.
        static Labels tagged(List<String> tags) {
            return new Labels(null, List.of(), List.of(), List.of(), List.of(), List.of(), tags);
        }

        /// All but rating and characters.
        public List<String> all() {
            return Stream.of(warnings, categories, fandoms, relationships, more)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /// A chapter with its scenes; its title is empty where it has none.
    public record Chapter(String title, @Nullable String summary, List<Scene> scenes) {
        public Chapter {
            scenes = List.copyOf(scenes);
        }

        Stream<String> paragraphs() {
            return scenes.stream().flatMap(scene -> scene.paragraphs().stream());
        }
    }

    /// What happens without a break. A paragraph keeps single line breaks.
    public record Scene(List<String> paragraphs) {
        public Scene {
            paragraphs = List.copyOf(paragraphs);
        }

        public String text() {
            return String.join("\n\n", paragraphs);
        }
    }

    /// What keeps the rows of a work, and of the parts of one serial, together: they train, or they test.
    public String group() {
        if (kind == Kind.AO3 && about.address() != null) {
            return about.address();
        }
        if (kind == Kind.NIFTY && about.author() != null) {
            return "nifty:" + about.author() + "/" + SerialTitle.of(about.title());
        }
        return "story:" + id();
    }

    /// What choices of the person are kept under.
    public String id() {
        return sha.substring(0, 16);
    }

    /// Its scenes in reading order.
    public List<Scene> scenes() {
        var scenes = new ArrayList<Scene>();
        chapters.forEach(chapter -> scenes.addAll(chapter.scenes()));
        return scenes;
    }

    public long words() {
        return scenes().stream()
                .flatMap(scene -> scene.paragraphs().stream())
                .mapToLong(Work::words)
                .sum();
    }

    /// Words as a person counts them; of a script without blanks, its signs.
    static int words(String text) {
        int words = 0;
        var found = WORD.matcher(text);
        while (found.find()) {
            words += Character.isIdeographic(text.codePointAt(found.start()))
                    ? (int) found.group().codePoints().count()
                    : 1;
        }
        return words;
    }
}
