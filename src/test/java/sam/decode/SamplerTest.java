package sam.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sam.durable.Json;
import sam.model.files.ModelException;
import tools.jackson.databind.JsonNode;

class SamplerTest {
    static Stream<JsonNode> cases() throws IOException {
        try (var in = SamplerTest.class.getResourceAsStream("sampling/fixture.json")) {
            return Json.MAPPER.readTree(Objects.requireNonNull(in)).valueStream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTokensThatCanComeAndTheirProbabilitiesAreThoseOfTransformers(JsonNode wanted) {
        var seen = wanted.path("seen").valueStream().mapToInt(JsonNode::asInt).toArray();
        var choice = new Sampler(sampling(wanted), seen).choice(logits(wanted));

        var byId = new double[60];
        for (int i = 0; i < choice.ids().length; i++) {
            byId[choice.ids()[i]] = choice.probabilities()[i];
        }
        assertThat(Arrays.stream(choice.ids()).sorted())
                .containsExactlyElementsOf(
                        wanted.path("ids").valueStream().map(JsonNode::asInt).toList());
        for (int i = 0; i < wanted.path("ids").size(); i++) {
            assertThat(byId[wanted.path("ids").path(i).asInt()])
                    .isCloseTo(wanted.path("probabilities").path(i).asDouble(), Offset.offset(1e-6));
        }
    }

    @Test
    void drawsFollowTheProbabilitiesAndTheSeedRepeatsThem() {
        var logits = new float[] {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        var all = sampling(20_000, 1, 0, 1, 7);
        var counts = new int[3];
        for (int next : drawn(all, logits)) {
            counts[next]++;
        }
        assertThat(counts[0] / 20_000.0).isCloseTo(0.5, Offset.offset(0.02));
        assertThat(counts[2] / 20_000.0).isCloseTo(0.2, Offset.offset(0.02));
        assertThat(drawn(all, logits))
                .isEqualTo(drawn(all, logits))
                .isNotEqualTo(drawn(sampling(20_000, 1, 0, 1, 8), logits));
        assertThat(drawn(sampling(5_000, 1, 0, 0.7, 7), logits))
                .doesNotContain(2)
                .contains(0, 1);
        assertThat(drawn(Sampling.greedy(10), logits)).containsOnly(0);
    }

    @Test
    void aLargeVocabularyIsCutAsByASort() {
        var random = new Random(5);
        for (int trial = 0; trial < 20; trial++) {
            var logits = new float[128_256];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) (random.nextGaussian() * (1 + trial % 4));
            }
            double topP = 0.3 + 0.03 * trial;
            int topK = trial % 2 == 0 ? 0 : 40 * trial;
            var choice = new Sampler(sampling(1, 1, topK, topP, 1), new int[0]).choice(logits.clone());
            var order = IntStream.range(0, logits.length)
                    .boxed()
                    .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                    .limit(topK == 0 ? logits.length : topK)
                    .toList();
            double mass = order.stream().mapToDouble(id -> Math.exp(logits[id])).sum();
            int count = 0;
            for (double kept = 0; kept < topP * mass; count++) {
                kept += Math.exp(logits[order.get(count)]);
            }
            assertThat(choice.ids()).hasSizeBetween(count - 1, count + 1);
            assertThat(Arrays.stream(choice.ids()).limit(count - 1).boxed())
                    .containsExactlyElementsOf(order.subList(0, count - 1));
        }
    }

    @Test
    void aStopTextEndsTheTextAndNoPartOfItIsShown() {
        for (var pieces : List.of("a b ST OP c", "a b S TOP c", "a b STOP c", "a b S T O P c", "a b ST STOP c")) {
            var stops = new StopTexts(List.of("STOP", "never"));
            var shown = new StringBuilder();
            for (var piece : pieces.split(" ")) {
                shown.append(stops.add(piece));
                assertThat(shown.toString()).isIn("a", "ab", "abST");
            }
            assertThat(stops.reached()).isTrue();
            assertThat(shown.append(stops.rest()).toString()).isEqualTo(pieces.contains("ST STOP") ? "abST" : "ab");
        }
        var stops = new StopTexts(List.of("aab"));
        assertThat(stops.add("aaa") + "|" + stops.add("c") + "|" + stops.add("aa") + "|" + stops.rest())
                .isEqualTo("a|aac||aa");
        assertThat(stops.reached()).isFalse();
    }

    @Test
    void settingsOutOfRangeAreRefusedInASentence() {
        assertThatThrownBy(() -> sampling(1, 1, 0, 1.5, 1))
                .isInstanceOf(ModelException.class)
                .hasMessage("top-p is 1.5, but must be above 0 and at most 1 (off).");
        assertThatThrownBy(() -> sampling(0, 1, 0, 1, 1)).hasMessage("max-new-tokens is 0, but must be at least 1.");
    }

    private static List<Integer> drawn(Sampling sampling, float[] logits) {
        var sampler = new Sampler(sampling, new int[0]);
        return IntStream.range(0, sampling.maxNewTokens())
                .mapToObj(_ -> sampler.pick(logits.clone()))
                .toList();
    }

    private static Sampling sampling(int count, double temperature, int topK, double topP, long seed) {
        return new Sampling(count, temperature, topK, topP, 0, 1, seed, List.of(), Set.of());
    }

    private static Sampling sampling(JsonNode json) {
        return new Sampling(
                1,
                json.path("temperature").asDouble(1),
                json.path("top_k").asInt(0),
                json.path("top_p").asDouble(1),
                json.path("min_p").asDouble(0),
                json.path("repetition_penalty").asDouble(1),
                0,
                List.of(),
                Set.of());
    }

    private static float[] logits(JsonNode json) {
        var values = new float[json.path("logits").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) json.path("logits").path(i).asDouble();
        }
        return values;
    }
}
