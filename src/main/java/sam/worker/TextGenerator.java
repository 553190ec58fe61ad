package sam.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import sam.decode.Answer;
import sam.decode.DecoderModel;
import sam.decode.Sampling;
import sam.engine.Generator;
import sam.engine.LoadedModel;
import sam.model.tokens.ModelText;

/// A model that answers one question at a time: with the vector kernels where this JVM has them, with libtorch
/// otherwise.
interface TextGenerator extends AutoCloseable {
    ModelText text();

    Answer answer(int[] prompt, Sampling sampling, Consumer<String> pieces, BooleanSupplier cancelled);

    @Override
    void close() throws IOException;

    static TextGenerator open(Path model, List<Path> adapters) throws IOException {
        return DecoderModel.available()
                ? new OfScribe(DecoderModel.open(model, adapters))
                : new OfTorch(LoadedModel.open(model, adapters));
    }

    /// Without libtorch.
    record OfScribe(DecoderModel text) implements TextGenerator {
        @Override
        public Answer answer(int[] prompt, Sampling sampling, Consumer<String> pieces, BooleanSupplier cancelled) {
            return text.stream(prompt, sampling, pieces, cancelled);
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }

    /// With libtorch.
    record OfTorch(LoadedModel text) implements TextGenerator {
        @Override
        public Answer answer(int[] prompt, Sampling sampling, Consumer<String> pieces, BooleanSupplier cancelled) {
            return Generator.stream(text, prompt, sampling, pieces, cancelled);
        }

        @Override
        public void close() {
            text.close();
        }
    }
}
