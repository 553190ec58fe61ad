package sam.convert;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sam.durable.Plain;
import sam.model.tokens.ModelText;

/// The Modelfile that makes Ollama run an export as it was trained: the base's own template in Ollama's language, its
/// default system message and its stops; where it cannot be told so, a comment that says why not.
public final class Modelfile {
    /// What opens a turn is no text of an answer either.
    private static final List<Set<String>> MARKS = List.of(
            Set.of("<|im_start|>", "<|im_end|>"), Set.of("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"));

    private static final List<String> ORDER =
            List.of("<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");

    private Modelfile() {}

    /// `from` is the base's file or name; `adapter` the adapter's file, where there is one.
    public static String of(String from, Optional<String> adapter, ModelText model) {
        var text = new StringBuilder(Plain.text("FROM %s\n", from));
        adapter.ifPresent(file -> text.append(Plain.text("ADAPTER %s\n", file)));
        var stops = new LinkedHashSet<String>();
        try {
            var template = OllamaTemplate.of(model);
            var written = template.written();
            text.append(Plain.text("TEMPLATE %s\n", quoted(written)));
            template.system().ifPresent(system -> text.append(Plain.text("SYSTEM %s\n", quoted(system))));
            if (template.systems().isEmpty()) {
                text.append("# The base's own template takes no system message, or not in every conversation; this"
                                + " one\n")
                        .append("# leaves it out.\n");
            }
            for (var marks : MARKS) {
                if (marks.stream().allMatch(written::contains)) {
                    ORDER.stream().filter(marks::contains).forEach(stops::add);
                }
            }
        } catch (OllamaTemplate.Untold e) {
            text.append(Plain.text("# No TEMPLATE: of the chat templates %s, and Ollama's language\n", e.getMessage()))
                    .append("# cannot say more. Ollama falls back to the template inside the file.\n");
        }
        if (stops.isEmpty()) {
            stops.addAll(model.ends().texts());
            stops.addAll(model.ends().stops().stream().map(String::strip).toList());
        }
        stops.forEach(stop -> text.append(Plain.text(
                "PARAMETER stop %s\n",
                stop.contains("\"") || stop.contains("\n") ? quoted(stop) : "\"" + stop + "\"")));
        return text.toString();
    }

    private static String quoted(String text) {
        return "\"\"\"" + text + "\"\"\"";
    }
}
