package sam.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.functions.FunctionDoc.Entry;

/// Reads a docstring, written freely or in the manner of Sphinx, Google or NumPy.
final class PythonDoc {
    private enum Part {
        PARAMETERS,
        RETURNS,
        FAULTS,
        EXAMPLES,
        NOTES,
        LEFT_OUT
    }

    private static final Map<String, Part> PARTS = Map.ofEntries(
            Map.entry("args", Part.PARAMETERS),
            Map.entry("arguments", Part.PARAMETERS),
            Map.entry("parameters", Part.PARAMETERS),
            Map.entry("params", Part.PARAMETERS),
            Map.entry("keyword args", Part.PARAMETERS),
            Map.entry("keyword arguments", Part.PARAMETERS),
            Map.entry("other parameters", Part.PARAMETERS),
            Map.entry("return", Part.RETURNS),
            Map.entry("returns", Part.RETURNS),
            Map.entry("yield", Part.RETURNS),
            Map.entry("yields", Part.RETURNS),
            Map.entry("raises", Part.FAULTS),
            Map.entry("raise", Part.FAULTS),
            Map.entry("exceptions", Part.FAULTS),
            Map.entry("throws", Part.FAULTS),
            Map.entry("example", Part.EXAMPLES),
            Map.entry("examples", Part.EXAMPLES),
            Map.entry("usage", Part.EXAMPLES),
            Map.entry("note", Part.NOTES),
            Map.entry("notes", Part.NOTES),
            Map.entry("warning", Part.NOTES),
            Map.entry("warnings", Part.NOTES),
            Map.entry("see also", Part.LEFT_OUT),
            Map.entry("references", Part.LEFT_OUT),
            Map.entry("author", Part.LEFT_OUT),
            Map.entry("authors", Part.LEFT_OUT),
            Map.entry("todo", Part.LEFT_OUT),
            Map.entry("warns", Part.LEFT_OUT),
            Map.entry("attributes", Part.LEFT_OUT),
            Map.entry("methods", Part.LEFT_OUT));
    private static final Pattern HEADING = Pattern.compile("([A-Z][A-Za-z]*(?: [A-Za-z]+)?):[ \\t]*(.*)");
    private static final Pattern FIELD = Pattern.compile(
            ":(param|parameter|arg|argument|key|keyword|kwarg|type|returns?|yields?|rtype|raises?|except|exception|throws|meta|vartype|var|ivar)\\b([^:\\n"
                + "]*):[ \\t]*(.*)");
    private static final Pattern DIRECTIVE = Pattern.compile("\\.\\.[ \\t]+([\\w-]+)::[ \\t]*(.*)");
    private static final Pattern GOOGLE_ENTRY =
            Pattern.compile("(\\*{0,2}[\\w.]+(?:, ?\\*{0,2}\\w+)*)(?:[ \\t]*\\([^)]*\\))?[ \\t]*:(?:[ \\t]+(.*)|$)");
    private static final Pattern NUMPY_ENTRY =
            Pattern.compile("(\\*{0,2}[\\w.]+(?:, ?\\*{0,2}[\\w.]+)*)(?:[ \\t]*:[ \\t]*.*)?");
    private static final Pattern UNDERLINE = Pattern.compile("[-=~^]{3,}");
    private static final Pattern ITEM = Pattern.compile("(?:[-*+•]|\\d{1,2}[.)]|#\\.)[ \\t]+.*");

    private final List<String> lines;
    private final StringBuilder prose = new StringBuilder();
    private final List<Entry> parameters = new ArrayList<>();
    private final List<Entry> faults = new ArrayList<>();
    private final StringBuilder returns = new StringBuilder();
    private boolean deprecated;
    private int at;

    private PythonDoc(List<String> lines) {
        this.lines = lines;
    }

    /// Reads what stands between the quotes, escapes resolved.
    static FunctionDoc read(String docstring) {
        var lines = Indents.clean(docstring).lines().toList();
        var doc = new PythonDoc(lines);
        doc.read();
        return new FunctionDoc(
                doc.prose.toString().strip(),
                doc.parameters,
                doc.returns.toString().strip(),
                doc.faults,
                doc.deprecated,
                false);
    }

    private void read() {
        while (at < lines.size()) {
            var line = lines.get(at);
            var field = FIELD.matcher(line);
            var directive = DIRECTIVE.matcher(line.strip());
            var heading = HEADING.matcher(line);
            var part = heading.matches() ? part(heading.group(1)) : null;
            if (at + 1 < lines.size()
                    && UNDERLINE.matcher(lines.get(at + 1).strip()).matches()
                    && !line.isBlank()
                    && Indents.of(line) == 0) {
                underlined(line.strip());
            } else if (field.matches()) {
                field(field);
            } else if (directive.matches()) {
                directive(directive.group(1).toLowerCase(Locale.ROOT), directive.group(2), Indents.of(line));
            } else if (line.startsWith(".. ") || line.equals("..")) {
                // a comment, a footnote or a link's target
                at++;
                block(0);
            } else if (part != null) {
                google(part, heading.group(2));
            } else if (line.strip().startsWith(">>>")) {
                session();
            } else {
                plain();
            }
        }
    }

    private static @Nullable Part part(String title) {
        return PARTS.get(title.toLowerCase(Locale.ROOT));
    }

    /// The lines that are indented deeper than a margin, empty ones between them included.
    private List<String> block(int margin) {
        var block = new ArrayList<String>();
        while (at < lines.size() && (lines.get(at).isBlank() || Indents.of(lines.get(at)) > margin)) {
            block.add(lines.get(at++));
        }
        while (!block.isEmpty() && block.getLast().isBlank()) {
            block.removeLast();
        }
        return Indents.shared(block);
    }

    private void field(Matcher field) {
        var kind = field.group(1);
        var name = lastWord(field.group(2));
        var first = field.group(3);
        at++;
        var rest = new ArrayList<>(List.of(first));
        rest.addAll(block(0));
        var text = ReStructured.flowing(rest);
        switch (kind) {
            case "param", "parameter", "arg", "argument", "key", "keyword", "kwarg" ->
                parameters.add(new Entry(name, text));
            case "raises", "raise", "except", "exception", "throws" -> faults.add(new Entry(name, text));
            case "return", "returns", "yield", "yields" -> addReturns(text);
            default -> {
                // types stand in the signature
            }
        }
    }

    private static String lastWord(String words) {
        var parts = words.strip().split("\\s+");
        return parts[parts.length - 1].replace("\\", "").replaceAll("^[~!]?(?:\\w+\\.)*(\\w+)$", "$1");
    }

    private void addReturns(String text) {
        if (!text.isBlank()) {
            returns.append(returns.isEmpty() ? "" : " ").append(text);
        }
    }

    private void underlined(String title) {
        at += 2;
        var body = new ArrayList<String>();
        while (at < lines.size()
                && !(at + 1 < lines.size()
                        && UNDERLINE.matcher(lines.get(at + 1).strip()).matches()
                        && !lines.get(at).isBlank()
                        && Indents.of(lines.get(at)) == 0)) {
            body.add(lines.get(at++));
        }
        var part = part(title);
        switch (part) {
            case null -> inner(body);
            case PARAMETERS -> numpy(body, parameters);
            case FAULTS -> numpy(body, faults);
            case RETURNS -> {
                var entries = new ArrayList<Entry>();
                numpy(body, entries);
                entries.forEach(entry -> addReturns(entry.text()));
            }
            case EXAMPLES -> examples(body);
            case NOTES -> inner(body);
            case LEFT_OUT -> {
                // names others
            }
        }
    }

    private void numpy(List<String> body, List<Entry> into) {
        for (int i = 0; i < body.size(); ) {
            var line = body.get(i++);
            var text = new ArrayList<String>();
            while (i < body.size() && (body.get(i).isBlank() || Indents.of(body.get(i)) > 0)) {
                text.add(body.get(i++));
            }
            var entry = NUMPY_ENTRY.matcher(line.strip());
            if (!line.isBlank()) {
                var told = ReStructured.flowing(Indents.shared(text));
                into.add(
                        told.isBlank() && !entry.matches()
                                ? new Entry("", ReStructured.inline(line.strip()))
                                : new Entry(entry.matches() ? entry.group(1) : line.strip(), told));
            }
        }
    }

    private void google(Part part, String first) {
        at++;
        var body = block(0);
        if (body.isEmpty()) {
            // written without indent
            var paragraph = new ArrayList<String>();
            while (at < lines.size() && !lines.get(at).isBlank()) {
                paragraph.add(lines.get(at++));
            }
            body = paragraph;
        }
        switch (part) {
            case PARAMETERS -> entries(body, parameters);
            case FAULTS -> {
                if (first.isBlank()) {
                    entries(body, faults);
                } else {
                    addReturns("Raises " + ReStructured.flowing(joined(first, body)));
                }
            }
            case RETURNS -> addReturns(withoutType(ReStructured.flowing(joined(first, body))));
            case EXAMPLES -> examples(joined(first, body));
            case NOTES -> note("Note", joined(first, body));
            case LEFT_OUT -> {
                // names others
            }
        }
    }

    private static List<String> joined(String first, List<String> body) {
        var all = new ArrayList<String>();
        if (!first.isBlank()) {
            all.add(first);
        }
        all.addAll(body);
        return all;
    }

    /// "str: the name" says "the name".
    private static String withoutType(String text) {
        return text.replaceFirst("^`?[A-Za-z_][\\w.]*(?:\\[[^\\]\\n]*\\])?`?: +(?=\\S)", "");
    }

    private static void entries(List<String> body, List<Entry> into) {
        for (int i = 0; i < body.size(); ) {
            var line = body.get(i++);
            var text = new ArrayList<String>();
            while (i < body.size() && (body.get(i).isBlank() || Indents.of(body.get(i)) > 0)) {
                text.add(body.get(i++));
            }
            var entry = GOOGLE_ENTRY.matcher(line.strip().replaceFirst("^[-*] ", ""));
            if (entry.matches()) {
                text.addFirst(entry.group(2) == null ? "" : entry.group(2));
                into.add(new Entry(entry.group(1), ReStructured.flowing(text)));
            } else if (!line.isBlank() && !into.isEmpty()) {
                text.addFirst(line);
                var before = into.removeLast();
                into.add(new Entry(before.name(), (before.text() + " " + ReStructured.flowing(text)).strip()));
            }
        }
    }

    private void examples(List<String> body) {
        if (body.stream().noneMatch(line -> line.strip().startsWith(">>>"))
                && body.stream().noneMatch(line -> line.strip().startsWith(".. ") || line.endsWith("::"))) {
            paragraph("Example:");
            fence(Indents.shared(body));
            return;
        }
        inner(body);
    }

    /// A part of it read as the whole is.
    private void inner(List<String> body) {
        var doc = new PythonDoc(body);
        doc.read();
        paragraph(doc.prose.toString().strip());
    }

    private void directive(String name, String first, int margin) {
        at++;
        var body = block(margin);
        switch (name) {
            case "deprecated" -> deprecated = true;
            case "code-block", "code", "sourcecode", "doctest", "testcode", "ipython", "parsed-literal" ->
                fence(withoutOptions(body));
            case "note", "warning", "tip", "caution", "important", "hint", "attention" ->
                note(name.equals("warning") ? "Warning" : "Note", joined(first, body));
            default -> {
                // versions, links, pictures and what else a page is made of
            }
        }
    }

    private static List<String> withoutOptions(List<String> body) {
        int i = 0;
        while (i < body.size() && body.get(i).matches(":[\\w-]+:.*")) {
            i++;
        }
        return Indents.shared(body.subList(i, body.size()));
    }

    private void note(String title, List<String> body) {
        var text = ReStructured.flowing(body);
        if (!text.isBlank()) {
            paragraph(title + ": " + text);
        }
    }

    /// What somebody typed at a prompt and what came back.
    private void session() {
        int margin = Indents.of(lines.get(at));
        var session = new ArrayList<String>();
        while (at < lines.size()) {
            boolean goesOn = lines.get(at).isBlank()
                    && at + 1 < lines.size()
                    && lines.get(at + 1).strip().startsWith(">>>");
            if (lines.get(at).isBlank() && !goesOn
                    || Indents.of(lines.get(at)) < margin && !lines.get(at).isBlank()) {
                break;
            }
            session.add(lines.get(at++));
        }
        fence(Indents.shared(session));
    }

    private void plain() {
        var line = lines.get(at++);
        if (line.isBlank()) {
            return;
        }
        int margin = Indents.of(line);
        var paragraph = new ArrayList<>(List.of(line.strip()));
        boolean item = ITEM.matcher(line.strip()).matches();
        while (at < lines.size() && !lines.get(at).isBlank()) {
            var next = lines.get(at);
            if (ITEM.matcher(next.strip()).matches()
                    || FIELD.matcher(next).matches()
                    || next.strip().startsWith(">>>")
                    || next.strip().startsWith(".. ")
                    || HEADING.matcher(next).matches() && part(next.substring(0, next.indexOf(':'))) != null
                    || item && Indents.of(next) <= margin) {
                break;
            }
            paragraph.add(next.strip());
            at++;
        }
        var text = String.join(" ", paragraph);
        boolean literal = text.endsWith("::");
        if (!text.equals("::")) {
            var shown = ReStructured.inline(literal ? text.substring(0, text.length() - 1) : text);
            if (item) {
                item(shown);
            } else {
                paragraph(shown);
            }
        }
        if (literal) {
            fence(block(margin));
        }
    }

    private void item(String text) {
        var shown = text.replaceFirst("^[*+•](?=\\s)", "-").replaceFirst("^(?:#\\.|(\\d{1,2})[.)])(?=\\s)", "-");
        boolean follows = prose.lastIndexOf("\n- ") > prose.lastIndexOf("\n\n") || prose.indexOf("- ") == 0;
        prose.append(prose.isEmpty() ? "" : follows ? "\n" : "\n\n").append(shown);
    }

    private void paragraph(String text) {
        if (!text.isBlank()) {
            prose.append(prose.isEmpty() ? "" : "\n\n").append(text);
        }
    }

    private void fence(List<String> code) {
        if (code.stream().anyMatch(line -> !line.isBlank())) {
            paragraph("```python\n" + String.join("\n", code).strip() + "\n```");
        }
    }
}
