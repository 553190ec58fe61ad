package sam.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sam.curation.ModelText;
import sam.model.ChatTemplate;
import sam.model.GgufFile;
import sam.model.TurnEnds;
import sam.model.files.ModelException;
import sam.model.gguf.GgufException;
import sam.model.tokens.GgufTokenizer;
import sam.rows.Message;
import sam.ui.Texts;

/// A conversation in the base's own chat template, with what the trainer takes for targets: every assistant turn from
/// where its opening ends up to its end token.
final class TemplateText implements ModelText {
    private final @Nullable ChatTemplate template;
    private final List<String> ends;
    private final String fault;

    private TemplateText(@Nullable ChatTemplate template, List<String> ends, String fault) {
        this.template = template;
        this.ends = ends;
        this.fault = fault;
    }

    /// Reads the template of a model folder or file; without one the text is a sentence that says so.
    static TemplateText of(Path base) {
        try {
            var specials = GgufFile.isGguf(base)
                    ? GgufTokenizer.specials(GgufFile.open(base).metadata())
                    : ChatTemplate.specials(base);
            return ChatTemplate.source(base)
                    .map(source -> ChatTemplate.of(source, specials))
                    .map(template -> new TemplateText(template, ends(template, specials), ""))
                    .orElseGet(() -> new TemplateText(null, List.of(), Texts.of("review.no-template")));
        } catch (IOException | ModelException | GgufException e) {
            return new TemplateText(null, List.of(), Texts.of("review.template-unreadable", base));
        }
    }

    /// The trainer's ends of turns, as far as they can be known without the tokenizer.
    private static List<String> ends(ChatTemplate template, Map<String, String> specials) {
        var named =
                Stream.of(specials.getOrDefault("eos_token", ""), "<|im_end|>").filter(end -> !end.isEmpty());
        return Stream.concat(named, TurnEnds.of(template, List.of()).learnt().stream())
                .distinct()
                .toList();
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
        var turns = messages.stream().map(ChatTemplate.Turn::of).toList();
        var rendering = of.spoken(turns, Map.of(), ends);
        var whole = rendering.text();
        var pieces = new ArrayList<Piece>();
        int at = 0;
        for (var span : rendering.generations()) {
            add(pieces, whole.substring(at, span.start()), false);
            add(pieces, whole.substring(span.start(), span.end()), true);
            at = span.end();
        }
        add(pieces, whole.substring(at), false);
        return pieces;
    }

    private static void add(List<Piece> pieces, String text, boolean trained) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(text, trained));
        }
    }
}
