package sam.repos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.library.LicenceKind;
import tools.jackson.core.type.TypeReference;

/// Which licence a tree of code is under, by the licence files at its top. A text is recognised when it says what a
/// licence says, and hardly more: terms that somebody added make it another licence. Nothing is guessed.
public final class Licences {
    /// No known licence is longer.
    private static final int MOST_BYTES = 256 << 10;

    private static final Pattern NAME =
            Pattern.compile("(?i)(?:un)?licen[cs]es?(?:[-_.][\\w.+-]+)?|copying(?:[-_.][\\w.+-]+)?"
                    + "|(?:mit|apache|bsd)-licen[cs]e(?:\\.\\w+)?");
    /// Of what the code brings along, not of the code.
    private static final Pattern OTHERS = Pattern.compile(
            "(?i).*(?:third|3rd|vendor|depend|notice|font|docs?\\b|logo|icon|asset|binary|bundle|header|template).*");
    private static final Pattern TAG = Pattern.compile("SPDX-License-Identifier:[ \\t]*([^\\r\\n*]+)");
    private static final Pattern EXPRESSION = Pattern.compile("[A-Za-z0-9.+()\\- ]{2,100}");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final List<String> ADDED_TERMS = List.of(
            "commons clause", "used for good not evil", "non commercial use only", "for non commercial", "not be sold");

    private static final List<Fingerprint> KNOWN = known();

    private Licences() {}

    /// What a licence says: phrases it has, phrases it has not, and how many words it takes.
    private record Fingerprint(String spdx, int least, int most, List<String> has, List<String> hasNot) {
        boolean fits(String words, int count) {
            return least <= count
                    && count <= most
                    && has.stream().allMatch(words::contains)
                    && hasNot.stream().noneMatch(words::contains);
        }
    }

    /// What the licence files of a tree say: the SPDX expression, empty where it is unknown, and the files looked at.
    public record Found(String spdx, List<String> files) {
        public Found {
            files = List.copyOf(files);
        }

        public boolean isKnown() {
            return !spdx.isEmpty();
        }

        /// Whether it asks no more than to name where the code is from.
        public boolean isPermissive() {
            return isKnown() && LicenceKind.of(spdx).compareTo(LicenceKind.PERMISSIVE) <= 0;
        }
    }

    /// The licence at a commit.
    public static Found of(GitRepository repository, String commit) {
        var texts = new ArrayList<Named>();
        for (var file : repository.top(commit, "")) {
            if (isLicence(file.path())) {
                texts.add(named(file.path(), repository.content(file.blob(), MOST_BYTES)));
            }
        }
        if (texts.isEmpty()) {
            for (var file : repository.top(commit, "LICENSES")) {
                texts.add(named(file.path(), repository.content(file.blob(), MOST_BYTES)));
            }
        }
        return of(texts);
    }

    /// The licence of a folder that is no repository.
    public static Found of(Path folder) throws IOException {
        var texts = new ArrayList<Named>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                if (isLicence(name) && Files.isRegularFile(file)) {
                    var content = Files.size(file) > MOST_BYTES
                            ? FileContent.TOO_LONG
                            : FileContent.of(Files.readAllBytes(file));
                    texts.add(named(name, content));
                }
            }
        }
        return of(texts);
    }

    /// A licence file: its name and what it says.
    public record Named(String name, String text) {}

    /// The licence that these files give together: all of them count, and one that is not recognised makes it unknown.
    public static Found of(List<Named> files) {
        var counted = files.stream()
                .filter(file -> !OTHERS.matcher(file.name()).matches())
                .toList();
        var names = counted.stream().map(Named::name).sorted().toList();
        var ids = new TreeSet<String>();
        for (var file : counted) {
            var id = recognise(file.text());
            if (id.isEmpty()) {
                return new Found("", names);
            }
            ids.add(id.get());
        }
        return new Found(joined(ids), names);
    }

    private static String joined(TreeSet<String> ids) {
        // the lesser licence is written as additions to the other, and lies beside it
        if (ids.contains("LGPL-3.0")) {
            ids.remove("GPL-3.0");
        }
        if (ids.size() < 2) {
            return String.join("", ids);
        }
        return String.join(
                " AND ",
                ids.stream()
                        .map(id -> id.contains(" OR ") || id.contains(" AND ") ? "(" + id + ")" : id)
                        .toList());
    }

    /// Whether a file at the top of a tree is a licence file by its name.
    public static boolean isLicence(String name) {
        return NAME.matcher(name).matches() && SourcePaths.language(name).isEmpty();
    }

    private static Named named(String path, FileContent content) {
        return new Named(path.substring(path.lastIndexOf('/') + 1), content.text());
    }

    /// The SPDX id of a licence's text, or none when it is no text that is known.
    public static Optional<String> recognise(String text) {
        var words = normalised(text);
        int count = words.isBlank() ? 0 : words.strip().split(" ").length;
        if (ADDED_TERMS.stream().anyMatch(words::contains)) {
            return Optional.empty();
        }
        var fitting = KNOWN.stream()
                .filter(known -> known.fits(words, count))
                .map(Fingerprint::spdx)
                .distinct()
                .toList();
        if (fitting.size() == 1) {
            return Optional.of(fitting.getFirst());
        }
        return fitting.isEmpty() ? tagged(text) : Optional.empty();
    }

    /// A file that names its licence in the words made for it.
    private static Optional<String> tagged(String text) {
        var found = TAG.matcher(text);
        if (!found.find()) {
            return Optional.empty();
        }
        var told = found.group(1).strip();
        boolean another = found.find() && !found.group(1).strip().equals(told);
        boolean known = EXPRESSION.matcher(told).matches() && LicenceKind.of(told) != LicenceKind.UNKNOWN;
        return known && !another ? Optional.of(told) : Optional.empty();
    }

    private static String normalised(String text) {
        return NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    /// The licence that rows of a repository carry. Refuses where it is not permissive or not known, unless the person
    /// told what they know of it.
    public static String gate(String repository, Found found, @Nullable String told) {
        if (told != null && !told.isBlank()) {
            return told.strip();
        }
        if (found.isPermissive()) {
            return found.spdx();
        }
        if (found.isKnown()) {
            throw new RepositoryException(Plain.text(
                    "%s is under %s, which asks more than to be named of what is made of it. Name the licence yourself"
                            + " to take it all the same (--licence %s). Nothing was taken.",
                    repository, found.spdx(), found.spdx()));
        }
        var why = found.files().isEmpty()
                ? "has no licence file at its top"
                : Plain.text("has a licence that is not recognised (%s)", String.join(", ", found.files()));
        throw new RepositoryException(Plain.text(
                "%s %s, so nobody may be assumed to have allowed it. Find out, and name the licence yourself (--licence"
                        + " SPDX). Nothing was taken.",
                repository, why));
    }

    private static List<Fingerprint> known() {
        try (InputStream in = Objects.requireNonNull(Licences.class.getResourceAsStream("licences.json"))) {
            return Json.MAPPER.readValue(in.readAllBytes(), new TypeReference<List<Fingerprint>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
