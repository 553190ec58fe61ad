package sam.docs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import sam.texts.Markdown;
import sam.texts.Section;
import sam.texts.Sections;

/// One page as it was read: its title, its text as a tree, and the calls that it describes.
///
/// - `facts`: what stands before a Markdown page (front matter), by name.
record DocPage(String title, Section body, List<Call> calls, Map<String, String> facts) {
    private static final Pattern FACT = Pattern.compile("^([A-Za-z][\\w-]*):[ \\t]*(.*)$");
    private static final String MAIN = "div[role=main], main, article, div.body, div.document, div.content";
    private static final String AROUND =
            "nav, footer, aside, .sphinxsidebar, .related, .toctree-wrapper, .viewcode-link, .headerlink,"
                    + " .rst-footer-buttons, .wy-breadcrumbs, .prev-next-area, .edit-page, .md-source-file, .toctree,"
                    + " .contents, .sidebar, [role=navigation], .highlight-none .copy";
    private static final String CALLS = "dl:has(> dt.sig), dl.function, dl.method, dl.class, dl.attribute, dl.data";

    /// A function, class or value with its signature and what is said of it.
    record Call(String name, String signature, String text) {}

    DocPage {
        calls = List.copyOf(calls);
        facts = Map.copyOf(facts);
    }

    static DocPage of(String name, byte[] bytes) {
        var text =
                new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").replace("\ufeff", "");
        return name.toLowerCase(Locale.ROOT).matches(".*\\.(?:md|markdown|mdx)")
                ? markdown(name, text)
                : html(name, text);
    }

    private static DocPage markdown(String name, String text) {
        var facts = new HashMap<String, String>();
        var body = text;
        if (text.startsWith("---\n") && text.indexOf("\n---", 3) > 0) {
            int end = text.indexOf("\n---", 3);
            for (var line : text.substring(4, Math.max(4, end)).split("\n")) {
                var fact = FACT.matcher(line);
                if (fact.matches()) {
                    facts.put(fact.group(1), fact.group(2).strip().replaceAll("^([\"'])(.*)\\1$", "$2"));
                }
            }
            int after = text.indexOf('\n', end + 1);
            body = after < 0 ? "" : text.substring(after + 1);
        }
        var root = Sections.ofMarkdown(Prose.plain(body));
        return titled(name, root, List.of(), facts);
    }

    private static DocPage html(String name, String text) {
        var page = Markdown.parse(text, "");
        var main = page.selectFirst(MAIN);
        var body = main == null ? page.body() : main;
        body.select(AROUND).remove();
        // a pointer to another part of the manual says nothing here
        body.select("a[href]").forEach(link -> {
            if (!link.attr("href").matches("(?i)https?://.*")) {
                link.removeAttr("href");
            }
        });
        var calls = calls(body);
        body.select(CALLS).remove();
        var root = Sections.ofMarkdown(Markdown.of(body, Markdown.Links.TEXT));
        var facts = new HashMap<String, String>();
        var title = page.title().replaceAll("\\s+[—|–-]\\s+.*$", "").strip();
        if (!title.isEmpty()) {
            facts.put("title", title);
        }
        facts.put("site", page.title());
        return titled(name, root, calls, facts);
    }

    private static List<Call> calls(Element body) {
        var calls = new ArrayList<Call>();
        for (var list : body.select(CALLS)) {
            var term = list.selectFirst("> dt");
            var meaning = list.selectFirst("> dd");
            if (term == null || meaning == null) {
                continue;
            }
            var said = meaning.clone();
            said.select(CALLS).remove();
            var signature = term.text()
                    .replaceAll("[¶\\uf0c1]", "")
                    .replaceAll("\\s+", " ")
                    .strip();
            var id = term.id();
            var name = id.isEmpty() ? signature.replaceAll("\\(.*$", "").replaceAll("^.*\\s", "") : id;
            calls.add(new Call(name, signature, Markdown.of(said, Markdown.Links.TEXT)));
        }
        return calls;
    }

    private static DocPage titled(String name, Section root, List<Call> calls, Map<String, String> facts) {
        var body = root;
        if (root.blocks().isEmpty() && root.parts().size() == 1) {
            body = root.parts().getFirst();
        }
        var title = facts.getOrDefault("title", "");
        if (title.isEmpty() || title.contains("{{")) {
            title = body.heading();
        }
        if (title.isEmpty()
                && !root.parts().isEmpty()
                && root.parts().getFirst().level() == 1) {
            title = root.parts().getFirst().heading();
        }
        if (title.isEmpty()) {
            var file = name.substring(name.lastIndexOf('/') + 1).replaceAll("\\.\\w+$", "");
            title = file.replace('-', ' ').replace('_', ' ');
        }
        return new DocPage(title, body, calls, facts);
    }
}
