package sam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.adapters.Adapter;
import sam.adapters.AdapterFolder;
import sam.adapters.AdapterStack;
import sam.adapters.LoraShape;
import sam.decode.Sampling;
import sam.model.ModelFolder;
import sam.model.files.SafetensorsFile;
import sam.model.tokens.GrowingText;

class GeneratorTest {
    private static final Path ORACLE = Path.of("assets/parity");

    @TempDir
    Path folder;

    @Test
    void manyPromptsAtOnceGetTheAnswersEachGetsAlone() throws IOException {
        var random = new Random(8);
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var prompts = new ArrayList<int[]>();
            for (int i = 0; i < 90; i++) {
                prompts.add(random.ints(1 + random.nextInt(20), 0, 280).toArray());
            }
            // few stops: rows end at different steps and the batch shrinks
            var stops = Set.of(31, 77, 160);
            var together = Generator.greedy(model, prompts, 24, stops);

            assertThat(together.stream()
                            .mapToInt(answer -> answer.length)
                            .distinct()
                            .count())
                    .isGreaterThan(3);
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(together.get(i))
                        .isEqualTo(Generator.greedy(model, List.of(prompts.get(i)), 24, stops)
                                .getFirst());
            }
        }
    }

    @Test
    void aShardedModelInBfloat16WithItsOwnHeadComputesWhatTransformersComputes() throws IOException {
        var json = sam.durable.Json.MAPPER.readTree(Files.readAllBytes(ORACLE.resolve("fixture.json")));
        var ids = json.path("untied")
                .path("input_ids")
                .valueStream()
                .mapToInt(tools.jackson.databind.JsonNode::asInt)
                .toArray();
        try (var model = LoadedModel.open(ORACLE.resolve("untied"), List.of());
                var step = model.scope().inner();
                var expected = SafetensorsFile.open(ORACLE.resolve("expected.safetensors"))) {
            var rows = java.util.stream.LongStream.range(0, ids.length).toArray();
            var logits = model.pass()
                    .logits(TokenBatch.of(step, List.of(ids)), rows, step)
                    .toFloatArray();
            var wanted = expected.floats("untied.logits");
            assertThat(logits).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.length; i++) {
                assertThat(logits[i]).isCloseTo(wanted[i], Offset.offset(1e-4f));
            }
        }
    }

    @Test
    void anExportedStackIsTheStack() throws IOException {
        var stack = List.of(ORACLE.resolve("below"), ORACLE.resolve("top"));
        var exported = folder.resolve("stack");
        var whole = AdapterStack.export(ORACLE.resolve("model"), stack, exported);

        assertThat(whole.rank()).isEqualTo(7);
        assertThat(Files.readString(exported.resolve("adapter_config.json"))).contains("\"lora_alpha\" : 7");
        var ids = new int[] {5, 77, 31, 140, 9};
        assertThat(logits(List.of(exported), ids))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(logits(stack, ids));
    }

    @Test
    void anExportedStackNamesTheLayersItSitsOnWhereTheModelHasMore() throws IOException {
        var config = ModelFolder.open(ORACLE.resolve("model")).config();
        var below = AdapterFolder.read(ORACLE.resolve("below"), config);
        var layers = new java.util.TreeMap<>(below.layers());
        layers.keySet().removeIf(place -> place.layer() > 0);
        var first = new Adapter(below.rank(), below.scale(), layers);
        AdapterFolder.write(folder.resolve("first"), first, "model", LoraShape.of(first, config));
        AdapterStack.export(ORACLE.resolve("model"), List.of(folder.resolve("first")), folder.resolve("stack"));
        var written = sam.durable.Json.MAPPER.readTree(
                Files.readAllBytes(folder.resolve("stack").resolve("adapter_config.json")));
        assertThat(config.layers()).isGreaterThan(1);
        assertThat(written.path("layers_to_transform").toString()).isEqualTo("[0]");

        AdapterStack.export(ORACLE.resolve("model"), List.of(ORACLE.resolve("below")), folder.resolve("whole"));
        var whole = sam.durable.Json.MAPPER.readTree(
                Files.readAllBytes(folder.resolve("whole").resolve("adapter_config.json")));
        assertThat(whole.path("layers_to_transform").isNull()).isTrue();
    }

    private static float[] logits(List<Path> adapters, int[] ids) throws IOException {
        try (var model = LoadedModel.open(ORACLE.resolve("model"), adapters);
                var step = model.scope().inner()) {
            return model.pass()
                    .logits(TokenBatch.of(step, List.of(ids)), new long[] {0, 1, 2, 3, 4}, step)
                    .toFloatArray();
        }
    }

    @Test
    void piecesJoinToTheWholeAndNeverHoldHalfACharacter() throws IOException {
        var text = "Größe 東京 🦊🦊 naïve – done.";
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var growing = new GrowingText(model.tokenizer());
            var joined = new StringBuilder();
            for (int id : model.tokenizer().encode(text, false)) {
                var piece = growing.add(id);
                assertThat(piece).doesNotContain("\uFFFD");
                joined.append(piece);
            }
            joined.append(growing.rest());
            assertThat(joined.toString()).isEqualTo(text).isEqualTo(growing.whole());
        }
    }

    @Test
    void aCancelledAnswerEndsWhereItWas() throws IOException {
        try (var model = LoadedModel.open(ORACLE.resolve("model"), List.of())) {
            var calls = new int[1];
            var answer = Generator.stream(
                    model,
                    new int[] {45, 238},
                    new Sampling(50, 1, 0, 1, 0, 1, 3, List.of(), Set.of()),
                    _ -> {},
                    () -> calls[0]++ >= 4);
            assertThat(answer.tokens()).isLessThanOrEqualTo(4);
            assertThat(answer.stoppedByItself()).isFalse();
            assertThatThrownBy(() -> Generator.stream(model, new int[0], Sampling.greedy(5), _ -> {}, () -> false))
                    .hasMessage("The prompt holds no token. Write something to answer.");
        }
    }
}
