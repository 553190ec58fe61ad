package sam.decode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import sam.adapters.AdapterFolder;
import sam.model.ChatTemplate;
import sam.model.ModelConfig;
import sam.model.tokens.AnswerEnds;
import sam.model.tokens.ModelText;
import sam.model.tokens.Tokenizer;
import sam.model.tokens.UnloadedModel;

/// A model that writes one answer at a time, with its tokenizer, its template and a stack of adapters.
public final class DecoderModel implements ModelText, AutoCloseable {
    private static final String MODULE = "jdk.incubator.vector";

    private final UnloadedModel text;
    private final Decoder decoder;

    private DecoderModel(UnloadedModel text, Decoder decoder) {
        this.text = text;
        this.decoder = decoder;
    }

    /// Whether this JVM was started with the vector kernels' module.
    public static boolean available() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /// Loads a model folder with its adapters, bottom first.
    public static DecoderModel open(Path model, List<Path> adapters) throws IOException {
        var text = UnloadedModel.open(model);
        try {
            var stack = AdapterFolder.readAll(adapters, text.config());
            return new DecoderModel(text, Decoder.open(text.folder(), stack));
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /// Writes one answer; what the prompt shares with the text before it is not read again.
    public Answer stream(int[] prompt, Sampling sampling, Consumer<String> pieces, BooleanSupplier cancelled) {
        return Answer.write(text, decoder, prompt, sampling, pieces, cancelled);
    }

    @Override
    public ModelConfig config() {
        return text.config();
    }

    @Override
    public Tokenizer tokenizer() {
        return text.tokenizer();
    }

    @Override
    public ChatTemplate template() {
        return text.template();
    }

    @Override
    public AnswerEnds ends() {
        return text.ends();
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        text.close();
    }
}
