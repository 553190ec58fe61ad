package sam.docs;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.intake.CollectOrder;

/// Where documentation was found, and what is known of it.
///
/// - `source`, `key`: how rows name it; the key does not change with the machine.
/// - `called`: what its folder or project is called, or empty; counts where its first page does not tell what it is
///   about.
/// - `page`: where its pages can be read, or null.
record DocPlace(
        Shelf shelf,
        String source,
        String key,
        String called,
        @Nullable String page,
        @Nullable String revision,
        boolean isMdn) {
    /// MDN's own words for its parts.
    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("css", "CSS"),
            Map.entry("javascript", "JavaScript"),
            Map.entry("html", "HTML"),
            Map.entry("http", "HTTP"),
            Map.entry("svg", "SVG"),
            Map.entry("mathml", "MathML"),
            Map.entry("api", "JavaScript"),
            Map.entry("webassembly", "WebAssembly"),
            Map.entry("xpath", "XPath"),
            Map.entry("xslt", "XSLT"));

    private static final Pattern MDN_PATH = Pattern.compile("(?i)(?:^|/)files/[a-z-]+/(?:web/([^/]+)|([^/]+))/");

    /// MDN's prose is CC BY-SA 2.5, its code CC0: a row holds both, so the stricter counts.
    String licence(Shelf pages, CollectOrder order) throws IOException {
        var told = order.licence();
        if (told != null) {
            return told;
        }
        return isMdn ? "CC-BY-SA-2.5" : pages.licence().orElse("unknown");
    }

    /// MDN is about many things: each page says by its place about which.
    Tasks.Topic topic(String name, Tasks.Topic usual) {
        var found = MDN_PATH.matcher(name);
        if (!isMdn || !found.find()) {
            return usual;
        }
        var part = found.group(1) == null ? "" : found.group(1).toLowerCase(Locale.ROOT);
        return new Tasks.Topic(PARTS.getOrDefault(part, ""));
    }

    @Nullable
    String address(DocPage read, String name) {
        var slug = read.facts().get("slug");
        if (isMdn && slug != null) {
            return "https://developer.mozilla.org/en-US/docs/" + slug;
        }
        return page == null ? null : page + (name.contains("/") ? name.substring(name.indexOf('/') + 1) : name);
    }

    @Nullable
    String author() {
        return isMdn ? "MDN contributors (https://developer.mozilla.org/en-US/docs/MDN/Community)" : null;
    }
}
