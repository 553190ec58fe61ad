package sam.stories;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.stories.Work.About;
import sam.stories.Work.Labels;

/// The lines `Name: value` before a story: those of a mail, as Nifty keeps them, or those that authors write by hand.
/// Cast are in lower case; a name that comes twice keeps its first value.
///
/// - `rest`: the lines after it.
record Header(Map<String, String> fields, List<String> rest) {
    private static final Pattern FIELD = Pattern.compile("\\s*\\**([A-Za-z][A-Za-z/ -]{1,30}?)\\**\\s*:\\**\\s*(.*)");
    private static final Set<String> MAIL = Set.of(
            "from",
            "date",
            "subject",
            "to",
            "cc",
            "reply-to",
            "sender",
            "message-id",
            "received",
            "content-type",
            "content-transfer-encoding",
            "mime-version",
            "return-path",
            "organization",
            "in-reply-to",
            "references",
            "newsgroups");
    private static final Set<String> AUTHORS = Set.of(
            "title",
            "author",
            "by",
            "rating",
            "rated",
            "fandom",
            "fandoms",
            "pairing",
            "pairings",
            "relationship",
            "relationships",
            "character",
            "characters",
            "tags",
            "tag",
            "genre",
            "genres",
            "codes",
            "keywords",
            "category",
            "categories",
            "summary",
            "warning",
            "warnings",
            "content warning",
            "content warnings",
            "archive warning",
            "archive warnings",
            "language",
            "series",
            "status",
            "words",
            "word count",
            "disclaimer",
            "additional tags",
            "published",
            "updated",
            "release date",
            "url",
            "source",
            "feedback",
            "email",
            "e-mail",
            "notes",
            "note",
            "author's note",
            "spoilers",
            "timeline",
            "description",
            "subjects");
    private static final String[] WARNINGS = {
        "warning", "warnings", "content warning", "content warnings", "archive warning", "archive warnings"
    };
    private static final int LOOKED_AT = 80;

    Header {
        fields = Map.copyOf(fields);
        rest = List.copyOf(rest);
    }

    static Header of(List<String> lines) {
        var fields = new HashMap<String, String>();
        int at = 0;
        String open = null;
        for (int i = 0; i < Math.min(lines.size(), LOOKED_AT); i++) {
            var line = lines.get(i);
            var field = FIELD.matcher(line);
            var name = field.matches() ? field.group(1).strip().toLowerCase(Locale.ROOT) : "";
            if (line.isBlank()) {
                open = null;
            } else if (MAIL.contains(name) || AUTHORS.contains(name) || name.startsWith("x-")) {
                fields.putIfAbsent(name, field.group(2).strip());
                open = name;
                at = i + 1;
            } else if (open != null) {
                fields.merge(open, line.strip(), (one, more) -> one + " " + more);
                at = i + 1;
            } else {
                break;
            }
        }
        return new Header(fields, lines.subList(at, lines.size()));
    }

    boolean isMail() {
        return fields.containsKey("from") && (fields.containsKey("subject") || fields.containsKey("date"));
    }

    /// What it says of the work. All text that describes it is kept among its tags, for whoever judges the work by it.
    About about(String fileTitle) {
        var subject = fields.get("subject");
        var title = first("title");
        if (title == null) {
            title = subject == null || subject.isBlank() ? fileTitle : subject;
        }
        var tags = new ArrayList<>(list(
                "tags",
                "tag",
                "additional tags",
                "genre",
                "genres",
                "codes",
                "keywords",
                "category",
                "categories",
                "subjects"));
        if (subject != null) {
            tags.add(subject);
        }
        return new About(
                Addresses.without(title),
                author(),
                null,
                first("language"),
                first("summary", "description"),
                Stream.of("disclaimer", "notes", "note", "author's note")
                        .map(name -> fields.getOrDefault(name, ""))
                        .filter(text -> !text.isBlank())
                        .map(Addresses::without)
                        .toList(),
                null,
                new Labels(
                        first("rating", "rated"),
                        list(WARNINGS),
                        List.of(),
                        list("fandom", "fandoms"),
                        list("pairing", "pairings", "relationship", "relationships"),
                        list("character", "characters"),
                        tags));
    }

    private @Nullable String author() {
        var told = first("author", "by", "from");
        if (told == null) {
            return null;
        }
        var name = Addresses.without(told)
                .replaceAll("[\"<>()\\[\\]]", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return name.isEmpty() || name.contains("@") ? null : name;
    }

    private @Nullable String first(String... names) {
        for (var name : names) {
            var value = fields.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    private List<String> list(String... names) {
        return Stream.of(names)
                .map(name -> fields.getOrDefault(name, ""))
                .flatMap(value -> Stream.of(value.replaceAll("^\\[|\\]$", "").split("[,;]")))
                .map(value -> value.strip().replaceAll("^[\"']|[\"']$", ""))
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
