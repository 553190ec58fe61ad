package sam.model.tokens;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.ModelFolder;
import sam.model.TurnEnds;
import sam.model.files.ModelException;

/// A model's own chat template, read when the first message needs it: raw text works without one, and with one that
/// goes beyond what is computed here.
public final class OwnTemplate {
    private final Path folder;
    private final Optional<String> source;
    private final Tokenizer tokenizer;
    private @Nullable ChatTemplate template;
    private @Nullable AnswerEnds ends;

    private OwnTemplate(Path folder, Optional<String> source, Tokenizer tokenizer) {
        this.folder = folder;
        this.source = source;
        this.tokenizer = tokenizer;
    }

    public static OwnTemplate of(ModelFolder model, Tokenizer tokenizer) throws IOException {
        return new OwnTemplate(model.root(), model.templateSource(), tokenizer);
    }

    public ChatTemplate get() {
        if (template == null) {
            var text = source.orElseThrow(() -> new ModelException(Plain.text(
                    "The model in %s has no chat template, which messages need. Use prompt and completion as text.",
                    folder)));
            template = ChatTemplate.of(text, tokenizer.specials());
        }
        return template;
    }

    /// Where answers end; without a template, or with one that is not understood, by the tokenizer alone.
    public AnswerEnds ends() {
        if (ends == null) {
            ends = AnswerEnds.of(tokenizer, turnEnds());
        }
        return ends;
    }

    private TurnEnds turnEnds() {
        if (source.isEmpty()) {
            return TurnEnds.NONE;
        }
        try {
            return TurnEnds.of(get(), tokenizer.added().keySet());
        } catch (ModelException notUnderstood) {
            return TurnEnds.NONE;
        }
    }
}
