package sam.model.tokens;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.model.ChatTemplate;
import sam.model.ModelFolder;
import sam.model.files.ModelException;

/// A model's own chat template, read when the first message needs it: raw text works without one, and with one that
/// goes beyond what is computed here.
public final class OwnTemplate {
    private final Path folder;
    private final Optional<String> source;
    private final Map<String, String> specials;
    private @Nullable ChatTemplate template;

    private OwnTemplate(Path folder, Optional<String> source, Map<String, String> specials) {
        this.folder = folder;
        this.source = source;
        this.specials = specials;
    }

    public static OwnTemplate of(ModelFolder model, Tokenizer tokenizer) throws IOException {
        return new OwnTemplate(model.root(), model.templateSource(), tokenizer.specials());
    }

    public ChatTemplate get() {
        if (template == null) {
            var text = source.orElseThrow(() -> new ModelException(
                    "The model in %s has no chat template, which messages need. Use prompt and completion as text."
                            .formatted(folder)));
            template = ChatTemplate.of(text, specials);
        }
        return template;
    }
}
