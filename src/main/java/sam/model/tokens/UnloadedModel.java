package sam.model.tokens;

import java.io.IOException;
import java.nio.file.Path;
import sam.model.ChatTemplate;
import sam.model.ModelConfig;
import sam.model.ModelFolder;

/// A model folder's tokenizer and template alone; opens in a tenth of a second whatever the model's size.
public final class UnloadedModel implements ModelText, AutoCloseable {
    private final ModelFolder folder;
    private final Tokenizer tokenizer;
    private final OwnTemplate template;

    private UnloadedModel(ModelFolder folder, Tokenizer tokenizer, OwnTemplate template) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.template = template;
    }

    public static UnloadedModel open(Path model) throws IOException {
        var folder = ModelFolder.open(model);
        var tokenizer = Tokenizer.of(folder);
        var template = OwnTemplate.of(folder, tokenizer);
        return new UnloadedModel(folder, tokenizer, template);
    }

    public ModelFolder folder() {
        return folder;
    }

    @Override
    public ModelConfig config() {
        return folder.config();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public ChatTemplate template() {
        return template.get();
    }

    @Override
    public AnswerEnds ends() {
        return template.ends();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
