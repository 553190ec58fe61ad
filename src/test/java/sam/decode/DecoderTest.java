package sam.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.adapters.Adapter;
import sam.adapters.AdapterFolder;
import sam.durable.Json;
import sam.engine.Generator;
import sam.engine.LoadedModel;
import sam.engine.TokenBatch;
import sam.model.ModelFolder;
import sam.model.files.SafetensorsFile;
import tools.jackson.databind.JsonNode;

class DecoderTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemma3",
                "granite",
                "llama-bias",
                "llama-linear",
                "mistral",
                "olmo2",
                "phi3",
                "phi3-longrope",
                "qwen2",
                "qwen3",
                "smollm3"
            })
    void everyFamilyWithItsAdapterWritesWhatTransformersAndPeftWrite(String family) throws IOException {
        var root = ORACLE.resolve("families").resolve(family);
        var fixture = Json.MAPPER.readTree(Files.readAllBytes(root.resolve("fixture.json")));
        var ids = ints(fixture.path("logits").path("input_ids"));
        var at = ints(fixture.path("logits").path("at"));
        var folder = ModelFolder.open(root);
        var adapter = AdapterFolder.read(root.resolve("adapter"), folder.config());
        try (var decoder = Decoder.open(folder, List.of(adapter));
                var expected = SafetensorsFile.open(root.resolve("expected.safetensors"))) {
            var wanted = expected.floats("logits");
            int vocabulary = folder.config().vocabulary();
            for (int i = 0; i < at.length; i++) {
                var logits = decoder.read(Arrays.copyOf(ids, at[i] + 1));
                assertThat(logits).as("nothing to draw beyond the vocabulary").hasSize(vocabulary);
                for (int id = 0; id < vocabulary; id++) {
                    assertThat(logits[id]).isCloseTo(wanted[i * vocabulary + id], Offset.offset(2e-5f));
                }
            }
            var greedy = fixture.path("greedy");
            var written = new int[greedy.path("new_ids").size()];
            var logits = decoder.read(ints(greedy.path("prompt_ids")));
            for (int i = 0; i < written.length; i++) {
                written[i] = best(logits, vocabulary);
                logits = decoder.next(written[i]);
            }
            assertThat(written).containsExactly(ints(greedy.path("new_ids")));
        }
    }

    @Test
    void twoHundredGreedyTokensAreThoseOfTheTensorEngine() throws IOException {
        sameAsTheTensorEngine(Path.of("assets/base"));
    }

    /// The logits after every prompt and after every token agree within 1e-4, and so every choice does.
    static void sameAsTheTensorEngine(Path root) throws IOException {
        var prompts = List.of("Once upon a time", "What is the capital of", "2 + 2 =", "She said: \"");
        try (var model = LoadedModel.open(root, List.of());
                var writer = LoadedModel.open(root, List.of());
                var decoder = Decoder.open(ModelFolder.open(root), List.of())) {
            int vocabulary = model.config().vocabulary();
            var ids = prompts.stream()
                    .map(prompt -> model.tokenizer().encode(prompt, true))
                    .toList();
            var wanted = Generator.greedy(writer, ids, 200, Set.of());
            for (int i = 0; i < ids.size(); i++) {
                var prompt = ids.get(i);
                var whole = Arrays.copyOf(prompt, prompt.length + 200);
                System.arraycopy(wanted.get(i), 0, whole, prompt.length, 200);
                try (var step = model.scope().inner()) {
                    var rows = LongStream.range(0, whole.length).toArray();
                    var logits = model.pass()
                            .logits(TokenBatch.of(step, List.of(whole)), rows, step)
                            .toFloatArray();
                    var got = decoder.read(prompt);
                    for (int at = prompt.length - 1; at < whole.length; at++) {
                        for (int id = 0; id < vocabulary; id++) {
                            assertThat(Math.abs(got[id] - logits[at * vocabulary + id]))
                                    .as("prompt %d, position %d", i, at)
                                    .isLessThanOrEqualTo(1e-4f);
                        }
                        if (at + 1 < whole.length) {
                            assertThat(best(got, vocabulary)).isEqualTo(whole[at + 1]);
                            got = decoder.next(whole[at + 1]);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aSharedBeginningIsNotReadAgainAndTheAnswerIsTheSame() throws IOException {
        var folder = ModelFolder.open(ORACLE.resolve("model"));
        var random = new Random(4);
        // longer than a batch of a prompt
        var first = random.ints(70, 0, folder.config().vocabulary()).toArray();
        try (var decoder = Decoder.open(folder, List.of())) {
            var alone = decoder.read(first).clone();
            assertThat(decoder.reused()).isZero();
            var second = Arrays.copyOf(first, 90);
            for (int i = 50; i < 90; i++) {
                second[i] = random.nextInt(folder.config().vocabulary());
            }
            second[50] = (first[50] + 1) % folder.config().vocabulary();
            var continued = decoder.read(second).clone();
            assertThat(decoder.reused()).isEqualTo(50);
            assertThat(decoder.read(first)).usingComparatorWithPrecision(1e-5f).containsExactly(alone);
            assertThat(decoder.read(first)).usingComparatorWithPrecision(1e-5f).containsExactly(alone);
            assertThat(decoder.reused()).isEqualTo(69);
            try (var fresh = Decoder.open(folder, List.of())) {
                assertThat(fresh.read(second))
                        .usingComparatorWithPrecision(1e-5f)
                        .containsExactly(continued);
            }
        }
    }

    @Test
    void aStackOfAdaptersBesideTheWeightsIsTheStackFoldedIn() throws IOException {
        var folder = ModelFolder.open(ORACLE.resolve("model"));
        var paths = List.of(ORACLE.resolve("below"), ORACLE.resolve("top"));
        var stack = new ArrayList<Adapter>();
        for (var path : paths) {
            stack.add(AdapterFolder.read(path, folder.config()));
        }
        var ids = new int[] {5, 77, 31, 140, 9};
        try (var decoder = Decoder.open(folder, stack);
                var model = LoadedModel.open(folder.root(), paths);
                var step = model.scope().inner()) {
            var folded = model.pass()
                    .logits(TokenBatch.of(step, List.of(ids)), new long[] {4}, step)
                    .toFloatArray();
            assertThat(decoder.read(ids)).usingComparatorWithPrecision(1e-4f).startsWith(folded);
        }
    }

    @Test
    void anAnswerEndsBeforeAStopTextAndIsRepeatedByItsSeed() throws IOException {
        try (var decoder = DecoderModel.open(Path.of("assets/base"), List.of())) {
            var prompt = decoder.tokenizer().encode("Once upon a time", true);
            var whole = decoder.stream(prompt, Sampling.greedy(40), _ -> {}, () -> false);
            var stop = whole.text()
                    .substring(whole.text().length() / 2, whole.text().length() / 2 + 3);
            var pieces = new StringBuilder();
            var ended =
                    decoder.stream(prompt, sampling(0, 1, List.of(stop)), piece -> pieces.append(piece), () -> false);
            assertThat(ended.stoppedByItself()).isTrue();
            assertThat(ended.text())
                    .isEqualTo(whole.text().substring(0, whole.text().indexOf(stop)))
                    .isEqualTo(pieces.toString());
            var drawn = decoder.stream(prompt, sampling(1, 5, List.of()), _ -> {}, () -> false);
            assertThat(decoder.stream(prompt, sampling(1, 5, List.of()), _ -> {}, () -> false))
                    .isEqualTo(drawn);
            assertThat(decoder.stream(prompt, sampling(1, 6, List.of()), _ -> {}, () -> false))
                    .isNotEqualTo(drawn);
        }
    }

    private static Sampling sampling(double temperature, long seed, List<String> stop) {
        return new Sampling(40, temperature, 0, 1, 0, 1, seed, stop, Set.of());
    }

    private static int best(float[] logits, int vocabulary) {
        int best = 0;
        for (int i = 1; i < vocabulary; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static int[] ints(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
