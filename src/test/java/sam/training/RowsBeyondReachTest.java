package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.decode.Answer;
import sam.decode.Decoder;
import sam.decode.Sampling;
import sam.engine.Generator;
import sam.engine.LoadedModel;
import sam.model.ModelFolder;
import sam.model.files.ModelException;
import sam.model.tokens.UnloadedModel;
import sam.protocol.Objective;

/// A Phi-3 with longrope positions is computed up to its first length, 160 tokens here, and not as another model
/// beyond.
class RowsBeyondReachTest {
    private static final Path MODEL = Path.of("assets/parity/families/phi3-longrope");
    private static final int REACH = 160;

    @TempDir
    Path folder;

    @Test
    void longerRowsAreRefusedUnlessTheyAreCut() throws IOException {
        var rows = folder.resolve("rows.jsonl");
        Files.writeString(rows, row(REACH) + row(REACH + 1));
        try (var model = UnloadedModel.open(MODEL)) {
            var whole = TrainingData.read(rows, model, Objective.SFT, 512);
            assertThat(whole.rows()).hasSize(1);
            assertThat(whole.refused())
                    .containsExactly(new TrainingData.Refusal(
                            2, "its 161 tokens are more than the 160 whose positions are computed of this model"));
            assertThat(TrainingData.read(rows, model, Objective.SFT, REACH).rows())
                    .hasSize(2);
            assertThatThrownBy(() -> TrainingData.readAll(rows, model)).hasMessageContaining("Line 2");
        }
    }

    @Test
    void anAnswerEndsThereAndALongerPromptIsRefused() throws IOException {
        var prompt = IntStream.range(0, REACH - 3).map(i -> 2 + i % 38).toArray();
        var tooLong = IntStream.range(0, REACH + 1).map(i -> 2 + i % 38).toArray();
        try (var model = LoadedModel.open(MODEL, List.of());
                var decoder = Decoder.open(ModelFolder.open(MODEL), List.of())) {
            var greedy = Generator.greedy(model, List.of(prompt), 20, Set.of()).getFirst();
            assertThat(greedy).as("the last is foretold from the last position").hasSize(4);
            var sampling = Sampling.greedy(20);
            var streamed = Generator.stream(model, prompt, sampling, _ -> {}, () -> false);
            var written = Answer.write(model, decoder, prompt, sampling, _ -> {}, () -> false);
            assertThat(streamed).isEqualTo(written);
            assertThat(written.tokens()).isLessThanOrEqualTo(4);
            refused(() -> Generator.greedy(model, List.of(tooLong), 20, Set.of()));
            refused(() -> Generator.stream(model, tooLong, sampling, _ -> {}, () -> false));
            refused(() -> decoder.read(tooLong));
        }
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("161 tokens are more than the 160 whose positions are computed");
    }

    private static String row(int tokens) {
        var ids = IntStream.range(0, tokens)
                .mapToObj(i -> Integer.toString(2 + i % 38))
                .collect(Collectors.joining(", "));
        var mask = IntStream.range(0, tokens).mapToObj(i -> i < 4 ? "0" : "1").collect(Collectors.joining(", "));
        return "{\"input_ids\": [%s], \"completion_mask\": [%s]}\n".formatted(ids, mask);
    }
}
