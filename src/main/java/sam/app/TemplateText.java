package sam.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.curation.ModelText;
import sam.durable.Json;
import sam.gguf.GgufException;
import sam.library.Message;
import sam.llm.ChatTemplate;
import sam.llm.ModelException;
import sam.llm.gguf.GgufFile;
import sam.llm.gguf.GgufTokenizer;
import sam.ui.Texts;
import tools.jackson.core.JacksonException;

/// A conversation in the base's own chat template, with what the trainer takes for targets: every assistant turn from
/// where its opening ends up to its end token.
final class TemplateText implements ModelText {
    private final @Nullable ChatTemplate template;
    private final String endToken;
    private final String fault;

    private TemplateText(@Nullable ChatTemplate template, String endToken, String fault) {
        this.template = template;
        this.endToken = endToken;
        this.fault = fault;
    }

    /// Reads the template of a model folder or file; without one the text is a sentence that says so.
    static TemplateText of(Path base) {
        try {
            var specials = GgufFile.isGguf(base)
                    ? GgufTokenizer.specials(GgufFile.open(base).metadata())
                    : specials(base.resolve("tokenizer_config.json"));
            var end = specials.getOrDefault("eos_token", "");
            return ChatTemplate.source(base)
                    .map(source -> new TemplateText(ChatTemplate.of(source, specials), end, ""))
                    .orElseGet(() -> new TemplateText(null, "", Texts.of("review.no-template")));
        } catch (IOException | ModelException | GgufException | JacksonException e) {
            return new TemplateText(null, "", Texts.of("review.template-unreadable", base));
        }
    }

    @Override
    public List<Piece> of(List<Message> messages) {
        if (template == null) {
            return List.of(new Piece(fault, false));
        }
        try {
            return cut(template, messages);
        } catch (ModelException e) {
            return List.of(new Piece(String.valueOf(e.getMessage()), false));
        }
    }

    private List<Piece> cut(ChatTemplate of, List<Message> messages) {
        var turns = messages.stream()
                .map(message -> new ChatTemplate.Turn(message.role().text(), message.content()))
                .toList();
        var whole = of.render(turns, false);
        var pieces = new ArrayList<Piece>();
        int at = 0;
        for (int k = 0; k < turns.size(); k++) {
            if (messages.get(k).role() == Message.Role.ASSISTANT) {
                int start = shared(of.render(turns.subList(0, k), true), whole);
                int end = k == turns.size() - 1
                        ? whole.length()
                        : shared(of.render(turns.subList(0, k + 1), false), whole);
                int stop = endToken.isEmpty() ? -1 : whole.lastIndexOf(endToken, end - endToken.length());
                int to = stop >= start ? stop + endToken.length() : end;
                add(pieces, whole.substring(at, start), false);
                add(pieces, whole.substring(start, to), true);
                at = to;
            }
        }
        add(pieces, whole.substring(at), false);
        return pieces;
    }

    private static void add(List<Piece> pieces, String text, boolean trained) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(text, trained));
        }
    }

    private static int shared(String prefix, String whole) {
        int length = Math.min(prefix.length(), whole.length());
        int i = 0;
        while (i < length && prefix.charAt(i) == whole.charAt(i)) {
            i++;
        }
        return i;
    }

    /// Special tokens as `tokenizer_config.json` writes them: a text, or an object with its `content`.
    private static Map<String, String> specials(Path config) throws IOException {
        var specials = new HashMap<String, String>();
        if (Files.exists(config)) {
            for (var entry : Json.MAPPER.readTree(Files.readAllBytes(config)).properties()) {
                var value = entry.getValue();
                var text = value.isString() ? value : value.path("content");
                if (entry.getKey().endsWith("_token") && text.isString()) {
                    specials.put(entry.getKey(), text.asString());
                }
            }
        }
        return specials;
    }
}
