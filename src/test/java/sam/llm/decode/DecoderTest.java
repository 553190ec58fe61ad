package sam.llm.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sam.durable.Json;
import sam.llm.AdapterFolder;
import sam.llm.ModelFolder;
import sam.llm.SafetensorsFile;
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
            int vocabulary = decoder.config().vocabulary();
            for (int i = 0; i < at.length; i++) {
                var logits = decoder.read(Arrays.copyOf(ids, at[i] + 1));
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
