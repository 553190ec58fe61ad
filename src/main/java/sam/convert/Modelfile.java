package sam.convert;

import java.util.List;
import java.util.Optional;
import sam.model.ChatTemplate.Turn;
import sam.model.files.ModelException;
import sam.model.tokens.ModelText;

/// The Modelfile that makes Ollama run an export as it was trained: template and stops where the base's own template
/// writes what ChatML or Llama 3 write, else a comment that says why not.
public final class Modelfile {
    private static final List<Turn> SAMPLE = List.of(
            new Turn("system", "Be brief."),
            new Turn("user", "Hello?"),
            new Turn("assistant", "Hi."),
            new Turn("user", "Who are you?"));

    /// Templates that Ollama can be told, by what opens and closes a turn.
    private enum Known {
        CHATML("<|im_start|>", "\n", "<|im_end|>\n", List.of("<|im_start|>", "<|im_end|>")),
        LLAMA3(
                "<|start_header_id|>",
                "<|end_header_id|>\n\n",
                "<|eot_id|>",
                List.of("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"));

        private final String open;
        private final String named;
        private final String close;
        private final List<String> stops;

        Known(String open, String named, String close, List<String> stops) {
            this.open = open;
            this.named = named;
            this.close = close;
            this.stops = stops;
        }

        private String written() {
            var text = new StringBuilder();
            for (var turn : SAMPLE) {
                text.append(open)
                        .append(turn.role())
                        .append(named)
                        .append(turn.content())
                        .append(close);
            }
            return text.append(open).append("assistant").append(named).toString();
        }

        /// In the template language of Go.
        private String template() {
            return "{{- range .Messages }}%s{{ .Role }}%s{{ .Content }}%s{{ end }}%sassistant%s"
                    .formatted(open, named, close, open, named);
        }
    }

    private Modelfile() {}

    /// `from` is the base's file or name; `adapter` the adapter's file, where there is one.
    public static String of(String from, Optional<String> adapter, ModelText model) {
        var text = new StringBuilder("FROM %s\n".formatted(from));
        adapter.ifPresent(file -> text.append("ADAPTER %s\n".formatted(file)));
        var known = known(model);
        if (known.isPresent()) {
            text.append("TEMPLATE \"\"\"%s\"\"\"\n".formatted(known.get().template()));
            known.get().stops.forEach(stop -> text.append("PARAMETER stop \"%s\"\n".formatted(stop)));
        } else {
            text.append("# No TEMPLATE: the base's own chat template is neither ChatML nor Llama 3, and Ollama's\n")
                    .append("# language cannot be derived from it. Ollama falls back to the template inside the"
                            + " file.\n");
            model.tokenizer().eos().ifPresent(end -> text.append("PARAMETER stop \"%s\"\n".formatted(end)));
        }
        return text.toString();
    }

    private static Optional<Known> known(ModelText model) {
        String rendered;
        try {
            rendered = model.template().render(SAMPLE, true);
        } catch (ModelException noTemplate) {
            return Optional.empty();
        }
        // what begins a text is put there by the tokenizer in Ollama
        var begin = model.tokenizer().specials().getOrDefault("bos_token", "");
        var plain = !begin.isEmpty() && rendered.startsWith(begin) ? rendered.substring(begin.length()) : rendered;
        for (var known : Known.values()) {
            if (known.written().equals(plain)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }
}
