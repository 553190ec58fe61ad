package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.engine.LoadedModel;
import sam.packing.Calls;

class PackedBatchTest {
    private final Random random = new Random(1);

    @Test
    void aSharedPromptGivesTheLogProbsOfTwoSequences() throws Exception {
        var system = tokens(20);
        var pairs = List.of(pair(system, 40, 9, 5), pair(system, 33, 3, 12), pair(new int[0], 50, 1, 1));
        assertThat(PackedBatch.ofPairs(pairs, false).packed().tokens())
                .isEqualTo(20 + 40 + 9 + 5 + 33 + 3 + 12 + 50 + 1 + 1);
        try (var model = LoadedModel.open(Path.of("assets/parity/model"), List.of())) {
            var together = Scorer.pairs(model, pairs, _ -> {});
            for (int i = 0; i < pairs.size(); i++) {
                assertThat(together[i][0]).isCloseTo(alone(model, pairs.get(i).chosen()), within(1e-4));
                assertThat(together[i][1]).isCloseTo(alone(model, pairs.get(i).rejected()), within(1e-4));
            }
        }
    }

    @Test
    void rowsThatBeginAlikeScoreAsTheyDoAloneAndAreLearntAsTheyAreAlone() throws Exception {
        var system = tokens(24);
        var other = tokens(19);
        var rows = new ArrayList<Row.Tokens>();
        for (int i = 0; i < 9; i++) {
            var head = i % 3 == 0 ? other : i % 3 == 1 ? system : new int[0];
            rows.add(row(join(head, tokens(4 + i)), tokens(3 + i % 4)));
        }
        rows.add(rows.get(1));
        var calls = Calls.of(rows, Row::sequences, 4096);
        assertThat(Calls.tokens(rows, Row::sequences, 4096))
                .isEqualTo(rows.stream().mapToInt(Row::tokens).sum()
                        - 2 * 19
                        - 3 * 24
                        - (rows.get(1).tokens() - 24));
        assertThat(calls).hasSize(1);
        try (var model = LoadedModel.open(Path.of("assets/parity/model"), List.of())) {
            var scores = Scorer.score(model, rows, _ -> {});
            for (int i = 0; i < rows.size(); i++) {
                assertThat(scores.get(i).logp()).isCloseTo(alone(model, rows.get(i)), within(1e-4));
            }
            var shape = new sam.adapters.LoraShape(
                    4, 2, model.config().targets(List.of("q_proj", "v_proj", "o_proj", "down_proj")), 0);
            var start = new float[(int) shape.parameters(model.config())];
            for (int i = 0; i < start.length; i++) {
                start[i] = (float) random.nextGaussian() * 0.05f;
            }
            try (var lora = new LoraTrainer(model, shape, start)) {
                double loss = lora.sft(rows, 0);
                var together = lora.gradients();
                lora.clearGradients();
                double sum = 0;
                int targets = rows.stream().mapToInt(Row.Tokens::targets).sum();
                var apart = new double[together.length];
                for (var row : rows) {
                    sum += lora.sft(List.of(row), 0) * row.targets() / targets;
                    var own = lora.gradients();
                    for (int i = 0; i < own.length; i++) {
                        apart[i] += (double) own[i] * row.targets() / targets;
                    }
                    lora.clearGradients();
                }
                assertThat(loss).isCloseTo(sum, within(1e-6));
                double largest =
                        java.util.Arrays.stream(apart).map(Math::abs).max().orElseThrow();
                for (int i = 0; i < apart.length; i++) {
                    assertThat((double) together[i]).isCloseTo(apart[i], within(1e-5 * largest));
                }
            }
        }
    }

    @Test
    void callsHoldAboutSoManyComputedTokens() {
        var system = tokens(100);
        var rows = new ArrayList<Row.Tokens>();
        for (int i = 0; i < 20; i++) {
            rows.add(row(join(system, tokens(20)), tokens(20)));
            rows.add(row(tokens(50), tokens(20)));
        }
        var calls = Calls.of(rows, Row::sequences, 300);
        assertThat(calls.stream().mapToInt(List::size).sum()).isEqualTo(rows.size());
        for (var call : calls) {
            assertThat(Calls.tokens(call, Row::sequences, 1 << 20)).isLessThanOrEqualTo(300);
        }
        // five of 140 tokens that begin alike take 100 + 5 · 40, four of 70 tokens 280
        assertThat(calls.stream().filter(call -> call.size() == 5)).hasSize(4);
        assertThat(calls.stream().filter(call -> call.size() == 4)).hasSize(5);
    }

    private static double alone(LoadedModel model, Row.Tokens row) throws Exception {
        return Scorer.score(model, List.of(row), _ -> {}).getFirst().logp();
    }

    private Row.Pair pair(int[] system, int prompt, int chosen, int rejected) {
        var head = join(system, tokens(prompt));
        var good = tokens(chosen);
        var bad = tokens(rejected);
        bad[0] = good[0] + 1;
        return new Row.Pair(row(head, good), row(head, bad));
    }

    private int[] tokens(int count) {
        return random.ints(count, 2, 40).toArray();
    }

    private static Row.Tokens row(int[] prompt, int[] answer) {
        return RowShapes.completion(join(prompt, answer), prompt.length);
    }

    private static int[] join(int[] a, int[] b) {
        var joined = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
