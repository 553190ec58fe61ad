package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.llm.LoadedModel;

class PairBatchTest {
    @Test
    void aSharedPromptGivesTheLogProbsOfTwoSequences() throws Exception {
        var pairs = List.of(pair(1, 40, 9, 5), pair(2, 33, 3, 12), pair(3, 50, 1, 1));
        assertThat(PairBatch.of(pairs).shared()).isTrue();
        try (var model = LoadedModel.open(Path.of("assets/parity/model"), List.of())) {
            var together = Scorer.pairs(model, pairs, _ -> {});
            for (int i = 0; i < pairs.size(); i++) {
                var apart = Scorer.score(
                        model, List.of(pairs.get(i).chosen(), pairs.get(i).rejected()), _ -> {});
                assertThat(together[i][0]).isCloseTo(apart.getFirst().logp(), within(1e-4));
                assertThat(together[i][1]).isCloseTo(apart.getLast().logp(), within(1e-4));
            }
        }
    }

    @Test
    void aShortPromptIsNotShared() {
        assertThat(PairBatch.of(List.of(pair(1, 40, 9, 5), pair(2, 4, 3, 12))).shared())
                .isFalse();
    }

    @Test
    void whatAnAnswerSaysIsNeverPartOfThePrompt() {
        var same = pair(4, 36, 3, 3);
        assertThat(PairBatch.prefix(new Row.Pair(same.chosen(), same.chosen()))).isEqualTo(36);
    }

    private static Row.Pair pair(int seed, int prompt, int chosen, int rejected) {
        var random = new Random(seed);
        var head = random.ints(prompt, 2, 40).toArray();
        return new Row.Pair(
                row(head, random.ints(chosen, 2, 40).toArray()),
                row(head, random.ints(rejected, 2, 40).toArray()));
    }

    private static Row.Tokens row(int[] prompt, int[] answer) {
        var ids = java.util.Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        var target = new boolean[ids.length];
        java.util.Arrays.fill(target, prompt.length, ids.length, true);
        return new Row.Tokens(ids, target);
    }
}
