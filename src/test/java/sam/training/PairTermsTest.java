package sam.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.protocol.Objective;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;

class PairTermsTest {
    private static final int PAIRS = 3;

    @Test
    void pushesAreTheDerivativesOfTheLossByEveryLogProb() {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            var logps = new PairLogps(
                    random.doubles(2L * PAIRS, -40, -1).toArray(),
                    new double[2 * PAIRS],
                    random.ints(2L * PAIRS, 1, 30).toArray(),
                    random.doubles(PAIRS, -40, -1).toArray(),
                    random.ints(PAIRS, 1, 30).toArray());
            long spoken = logps.chosenTokens();
            long whole = spoken + java.util.Arrays.stream(logps.promptTokens()).sum();
            for (var terms : terms(random)) {
                var pushes = terms.pushes(logps, PAIRS, terms.learnsPrompts() ? whole : spoken);
                assertThat(pushes).hasSize((terms.learnsPrompts() ? 3 : 2) * PAIRS);
                for (int s = 0; s < pushes.length; s++) {
                    double rise = (terms.loss(moved(logps, s, 1e-5)) - terms.loss(moved(logps, s, -1e-5))) / 2e-5;
                    assertThat(pushes[s])
                            .as(terms + " " + s)
                            .isCloseTo(-rise, within(1e-5 * Math.max(1, Math.abs(rise))));
                }
            }
        }
    }

    @Test
    void theChosenAnswersPromptIsSpokenWhereItIsSharedToo() {
        var random = new Random(3);
        var pairs = new ArrayList<Row.Pair>();
        for (int prompt : new int[] {40, 33}) {
            var head = random.ints(prompt, 2, 300).toArray();
            pairs.add(new Row.Pair(row(head, random.ints(7, 2, 300)), row(head, random.ints(4, 2, 300))));
        }
        var batch = PackedBatch.ofPairs(pairs, true);
        assertThat(batch.packed().tokens()).isEqualTo(40 + 33 + 2 * 11);
        var spoken = new int[2];
        var targets = batch.targets();
        for (int k = 0; k < targets.count(); k++) {
            int pair = (int) targets.sequences()[k] - 4;
            if (pair >= 0) {
                int t = ++spoken[pair];
                assertThat(targets.rows()[k]).isEqualTo(batch.packed().at(2 * pair, t - 1));
                assertThat(targets.tokens()[k])
                        .isEqualTo(pairs.get(pair).chosen().ids()[t]);
            }
        }
        assertThat(spoken).containsExactly(39, 32);
        assertThat(PackedBatch.ofPairs(pairs, false).targets().rows()).hasSize(22);
    }

    @Test
    void anObjectiveRefusesTheLossesOfAnother() {
        var wrong = Map.of(
                Objective.CPO, "sigmoid_norm",
                Objective.ORPO, "sigmoid",
                Objective.DPO, "simpo",
                Objective.SFT, "orpo");
        wrong.forEach((objective, loss) -> assertThatThrownBy(() -> StepLoss.requireFor(order(objective, loss)))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("loss_type %s is not for %s.".formatted(loss, objective)));
        assertThat(KnobNotes.of(order(Objective.CPO, "simpo")))
                .containsExactly("loss_type simpo with cpo_alpha 1.0 is CPO-SimPO; cpo_alpha=0 makes it SimPO alone.");
    }

    private static TrainOrder order(Objective objective, String loss) {
        return new TrainOrder(
                Path.of("model").toString(),
                List.of(),
                null,
                "rows.jsonl",
                objective,
                TrainingSettings.defaults(objective).with("loss_type", loss),
                0);
    }

    private static List<PairTerms> terms(Random random) {
        var terms = new ArrayList<PairTerms>();
        for (var kind : CpoTerms.Kind.values()) {
            terms.add(new CpoTerms(
                    kind,
                    0.05 + random.nextDouble(),
                    random.nextDouble() / 2,
                    random.nextDouble(),
                    random.nextDouble()));
        }
        terms.add(new OrpoTerms(random.nextDouble()));
        return terms;
    }

    private static PairLogps moved(PairLogps logps, int sequence, double by) {
        var policy = logps.policy().clone();
        var prompts = logps.prompts().clone();
        if (sequence < policy.length) {
            policy[sequence] += by;
        } else {
            prompts[sequence - policy.length] += by;
        }
        return new PairLogps(policy, logps.reference(), logps.tokens(), prompts, logps.promptTokens());
    }

    private static Row.Tokens row(int[] prompt, java.util.stream.IntStream answer) {
        var ids = java.util.stream.IntStream.concat(java.util.Arrays.stream(prompt), answer)
                .toArray();
        return RowShapes.completion(ids, prompt.length);
    }
}
