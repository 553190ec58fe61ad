package sam.texts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;

/// An EPUB 2 or 3 book: what it says of itself, and its parts in reading order. `notes` tell what is missing of it, a
/// sentence each.
///
/// - `metadata`: Dublin Core by element name without its prefix (`title`, `creator`, `subject`, `description`,
///   `language`, `identifier`, `source`, `publisher`, `rights`), in the book's order.
public record Epub(Map<String, List<String>> metadata, List<Document> parts, List<String> notes) {
    private static final String CONTAINER = "META-INF/container.xml";
    private static final String ENCRYPTION = "META-INF/encryption.xml";
    private static final Set<String> TEXT = Set.of("application/xhtml+xml", "text/html", "application/x-dtbook+xml");
    /// Fonts mixed with the book's identifier: hidden, not locked.
    private static final Set<String> FONT_MIXING =
            Set.of("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC");

    public Epub {
        metadata = Map.copyOf(metadata);
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /// The first value of an element of the metadata.
    public @Nullable String first(String element) {
        var values = metadata.getOrDefault(element, List.of());
        return values.isEmpty() ? null : values.getFirst();
    }

    /// Reads a book. What keeps it from being read is an [UnreadableException].
    public static Epub read(Path file) throws IOException {
        try (var zip = SafeZip.open(file, SafeZip.Limits.BOOK)) {
            return new Reader(zip).read();
        }
    }

    /// What a manifest says of one file.
    private record Item(String path, String type, boolean navigation) {}

    private static final class Reader {
        private final SafeZip zip;
        private final Map<String, List<String>> metadata = new LinkedHashMap<>();
        private final Map<String, Item> manifest = new LinkedHashMap<>();
        private final List<Document> parts = new ArrayList<>();
        private int missing;
        private int outside;

        Reader(SafeZip zip) {
            this.zip = zip;
        }

        Epub read() throws IOException {
            if (!zip.has(CONTAINER)) {
                throw new UnreadableException(
                        "has no META-INF/container.xml: it is no EPUB, or not all of it was downloaded");
            }
            var packageFile = packageFile(xml(CONTAINER));
            var locked = locked();
            var about = xml(packageFile);
            metadata(about);
            manifest(about, packageFile);
            spine(about, locked);
            if (parts.isEmpty()) {
                throw new UnreadableException(
                        "has no part that can be read: its spine names none that is there. Download it again");
            }
            return new Epub(metadata, parts, notes());
        }

        private String packageFile(Document container) {
            var root = container.selectFirst("rootfile[full-path]");
            var path = root == null ? null : inside("", root.attr("full-path"));
            if (path == null || !zip.has(path)) {
                throw new UnreadableException("names no package file that is in it: it is no EPUB that can be read");
            }
            return path;
        }

        /// The files that are locked; none but fonts are mixed.
        private Set<String> locked() throws IOException {
            var locked = new java.util.HashSet<String>();
            if (zip.has(ENCRYPTION)) {
                for (var data : named(xml(ENCRYPTION), "EncryptedData")) {
                    var method = named(data, "EncryptionMethod");
                    var by = method.isEmpty() ? "" : method.getFirst().attr("Algorithm");
                    if (!FONT_MIXING.contains(by)) {
                        named(data, "CipherReference")
                                .forEach(reference -> locked.add(String.valueOf(inside("", reference.attr("URI")))));
                    }
                }
            }
            return locked;
        }

        private void metadata(Document about) {
            for (var block : named(about, "metadata")) {
                for (var element : block.getAllElements()) {
                    var words = element.ownText().strip();
                    if (element.tagName().startsWith("dc:") && !words.isEmpty()) {
                        metadata.computeIfAbsent(element.tagName().substring(3), _ -> new ArrayList<>())
                                .add(words);
                    }
                }
            }
        }

        private void manifest(Document about, String packageFile) {
            int slash = packageFile.lastIndexOf('/');
            var folder = slash < 0 ? "" : packageFile.substring(0, slash);
            for (var item : named(about, "item")) {
                var path = packed(inside(folder, item.attr("href")));
                if (path == null) {
                    outside++;
                } else {
                    boolean navigation =
                            List.of(item.attr("properties").split("\\s+")).contains("nav");
                    manifest.put(
                            item.attr("id"),
                            new Item(path, item.attr("media-type").strip().toLowerCase(Locale.ROOT), navigation));
                }
            }
        }

        /// A name may be packed with its accents apart and referred to with them in place, or the other way round.
        private @Nullable String packed(@Nullable String path) {
            if (path == null || zip.has(path)) {
                return path;
            }
            for (var form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
                var other = Normalizer.normalize(path, form);
                if (zip.has(other)) {
                    return other;
                }
            }
            return path;
        }

        private void spine(Document about, Set<String> locked) throws IOException {
            for (var reference : named(about, "itemref")) {
                var item = manifest.get(reference.attr("idref"));
                if (item == null || !zip.has(item.path())) {
                    missing++;
                } else if (locked.contains(item.path())) {
                    throw new UnreadableException(
                            "is locked by its seller (DRM): only the seller's reader opens it. Use a copy without a"
                                    + " lock");
                } else if (TEXT.contains(item.type()) && !item.navigation()) {
                    parts.add(xml(item.path()));
                }
            }
        }

        private List<String> notes() {
            var notes = new ArrayList<String>();
            if (missing > 0) {
                notes.add(
                        Plain.text("%,d of its parts are named and not there; %,d were read.", missing, parts.size()));
            }
            if (outside > 0) {
                notes.add(Plain.text("%,d of its files lie outside of it and were left out.", outside));
            }
            return notes;
        }

        /// XHTML as XML: read as HTML, an empty `<title/>` would swallow the chapter.
        private Document xml(String path) throws IOException {
            var bytes = zip.read(path);
            var text = new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
            boolean isXml = !path.endsWith("html") || text.contains("<?xml") || text.contains("www.w3.org/1999/xhtml");
            return Jsoup.parse(
                    new ByteArrayInputStream(bytes), null, "", isXml ? Parser.xmlParser() : Parser.htmlParser());
        }
    }

    /// Elements by name, whatever prefix they carry.
    private static List<Element> named(Element root, String name) {
        return root.getAllElements().stream()
                .filter(element ->
                        element.tagName().equals(name) || element.tagName().endsWith(":" + name))
                .toList();
    }

    /// Where a reference of a file in `folder` leads, or null where it leads out of the book.
    private static @Nullable String inside(String folder, String reference) {
        var path = unescaped(reference.replaceAll("[?#].*", ""));
        if (path.isEmpty() || path.startsWith("/") || path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            return null;
        }
        var parts = new ArrayDeque<String>();
        for (var part : (folder.isEmpty() ? path : folder + "/" + path).split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return null;
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    private static String unescaped(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
