package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.memory.ModelShape;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

class PlanTest {
    private static final Machine MAC = new Machine(8L << 30, 5_300_000_000L, 8);
    private static final Calibration MEASURED = new Calibration(
            200, 200, 10, 5, 1, 300_000_000L, 8, "test", java.time.Instant.parse("2026-11-23T00:00:00Z"));

    private static final ModelShape BILLION = ModelShape.llama(
            "1B", new ModelShape.Size(2048, 16, 8192, 128_256), new ModelShape.Attention(32, 8, 64), true);

    /// Where every layer is computed again: a model whose layers are kept may take fewer tokens at once as it grows.
    @Test
    void moreRankLengthBatchLayersOrWidthNeverCostLess() {
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            var model = model(random);
            var data = data(random, 1 + random.nextInt(60), 1);
            var settings = TrainingSettings.defaults(Objective.SFT)
                    .with("gradient_checkpointing", "true")
                    .with("lora_r", Integer.toString(1 + random.nextInt(32)))
                    .with("max_length", Integer.toString(64 + random.nextInt(600)));
            var base = plan(model, data, settings);
            int grow = 1 + random.nextInt(9);

            costsAtLeast(
                    base,
                    plan(
                            model,
                            data,
                            settings.with("lora_r", "" + (settings.lora().r() + grow))));
            costsAtLeast(
                    base,
                    plan(
                            model,
                            data,
                            settings.with("max_length", "" + (settings.batches().maxLength() + 64))));
            costsAtLeast(base, plan(model, data, settings.with("num_train_epochs", "" + (3 + grow))));
            costsAtLeast(base, plan(deeper(model, grow), data, settings));
            costsAtLeast(base, plan(wider(model, grow), data, settings));
            var moreRows = plan(model, data, settings.with("per_device_train_batch_size", "16"));
            assertThat(moreRows.memory().peakBytes().mid())
                    .isGreaterThanOrEqualTo(base.memory().peakBytes().mid());
        }
    }

    @Test
    void aPairCostsMoreThanItsChosenAnswerAlone() {
        var random = new Random(3);
        var model = model(random);
        var pairs = data(random, 40, 2);
        var chosen = DataShape.of(
                pairs.rows().stream().map(row -> List.of(row.getFirst())).toList(), Provenance.EXACT);
        var settings = TrainingSettings.defaults(Objective.DPO);

        costsAtLeast(plan(model, chosen, settings), plan(model, pairs, settings));
    }

    @Test
    void stepsAreCountedAsTransformersCountsThem() {
        var data = data(new Random(1), 10, 1);
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with("per_device_train_batch_size", "4")
                .with("gradient_accumulation_steps", "2")
                .with("num_train_epochs", "3");

        assertThat(Workload.of(data, Objective.SFT, settings, 2048).steps()).isEqualTo(6);
        assertThat(Workload.of(data, Objective.SFT, settings.with("num_train_epochs", "2.5"), 2048)
                        .steps())
                .isEqualTo(5);
        assertThat(Workload.of(data, Objective.SFT, settings.with("max_steps", "7"), 2048)
                        .steps())
                .isEqualTo(7);
    }

    @Test
    void attentionIsPaddedToTheLongestOfACallAndLinearsAreNot() {
        var rows = List.of(List.of(sequence(10)), List.of(sequence(30)), List.of(sequence(20)));
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with("shuffle_dataset", "false")
                .with("per_device_train_batch_size", "2")
                .with("num_train_epochs", "1");

        var workload = Workload.of(DataShape.of(rows, Provenance.EXACT), Objective.SFT, settings, 2048);

        assertThat(workload.tokens()).isEqualTo(60);
        assertThat(workload.grid()).isEqualTo(2 * 30 + 20);
        assertThat(workload.squares()).isEqualTo(2 * 900 + 400);
        assertThat(workload.peakTokens()).isEqualTo(40);
        assertThat(workload.calls()).isEqualTo(2);
    }

    @Test
    void aStepIsWorkedOffInCallsOfBoundedSize() {
        var rows = new ArrayList<List<RowLengths.Sequence>>();
        for (int i = 0; i < 16; i++) {
            rows.add(List.of(sequence(500)));
        }
        var settings = TrainingSettings.defaults(Objective.SFT)
                .with("per_device_train_batch_size", "16")
                .with("num_train_epochs", "2");

        var workload = Workload.of(DataShape.of(rows, Provenance.EXACT), Objective.SFT, settings, 2048);

        assertThat(workload.steps()).isEqualTo(2);
        assertThat(workload.calls()).isEqualTo(8);
        assertThat(workload.peakTokens()).isEqualTo(2048);
    }

    @Test
    void rowsWithoutATargetAfterCuttingAreNotTrained() {
        var rows = List.of(List.of(new RowLengths.Sequence(100, 90, 10)), List.of(new RowLengths.Sequence(50, 10, 40)));
        var data = DataShape.of(rows, Provenance.EXACT);

        assertThat(data.withoutTarget(64)).isEqualTo(1);
        assertThat(data.cutRows(64)).isEqualTo(new sam.packing.CutRows(2, 1, 1));
        assertThatThrownBy(() -> Workload.of(
                        data,
                        Objective.SFT,
                        TrainingSettings.defaults(Objective.SFT).with("max_length", "8"),
                        2048))
                .hasMessageContaining("No row has a target left at max_length 8");
    }

    @Test
    void calibrationNarrowsTheInterval() {
        var random = new Random(5);
        var model = model(random);
        var data = data(random, 50, 1);
        var settings = TrainingSettings.defaults(Objective.SFT);
        var guess = guessed(model, data, Objective.SFT, settings).seconds();
        var known = plan(model, data, settings).time().seconds();

        assertThat(guess.high() / guess.low()).isGreaterThan(3 * known.high() / known.low() / 2);
    }

    @Test
    void onlyALossThatEstimatesTheDivergenceScoresEveryAnswerTwice() {
        var random = new Random(6);
        var model = model(random);
        var data = data(random, 50, 1);
        var settings = TrainingSettings.defaults(Objective.KTO);
        var kto = guessed(model, data, Objective.KTO, settings);
        var apo = guessed(model, data, Objective.KTO, settings.with("loss_type", "apo_zero_unpaired"));

        assertThat(apo.seconds(TimeEstimate.Cause.REFERENCE))
                .isPositive()
                .isCloseTo(kto.seconds(TimeEstimate.Cause.REFERENCE) / 2, within(1e-9));
        assertThat(apo.seconds(TimeEstimate.Cause.COMPUTE)).isLessThan(kto.seconds(TimeEstimate.Cause.COMPUTE));
    }

    @Test
    void theVerdictLooksAtTheWholeInterval() {
        assertThat(Verdict.of(new Spread(1e9, 2e9, 3e9), MAC)).isEqualTo(Verdict.FITS);
        assertThat(Verdict.of(new Spread(1e9, 5e9, 6e9), MAC)).isEqualTo(Verdict.TIGHT);
        assertThat(Verdict.of(new Spread(5e9, 6e9, 7e9), MAC)).isEqualTo(Verdict.SWAPS);
        assertThat(Verdict.of(new Spread(9e9, 10e9, 11e9), MAC)).isEqualTo(Verdict.CANNOT);
    }

    @Test
    void thePlanHoldsTheModelAsTheBudgetAllows() {
        var data = data(new Random(11), 64, 1);
        var settings = TrainingSettings.defaults(Objective.SFT);
        var roomy = Plan.of(BILLION, data, Objective.SFT, settings, MAC.withBudget(16_000_000_000L), MEASURED);
        var tight = Plan.of(BILLION, data, Objective.SFT, settings, MAC.withBudget(2_500_000_000L), MEASURED);

        assertThat(roomy.choice().streamed()).isFalse();
        assertThat(roomy.choice().keptLayers()).isEqualTo(16);
        assertThat(roomy.time().seconds(TimeEstimate.Cause.RECOMPUTE)).isZero();
        assertThat(roomy.time().seconds(TimeEstimate.Cause.UNPACKING)).isZero();
        assertThat(tight.choice().streamed()).isTrue();
        assertThat(tight.memory().peakBytes().high()).isLessThan(2_500_000_000.0);
        assertThat(tight.verdict()).isEqualTo(Verdict.FITS);
        assertThat(tight.time().seconds(TimeEstimate.Cause.UNPACKING)).isPositive();
        assertThat(tight.time().seconds().mid())
                .isGreaterThan(roomy.time().seconds().mid());
    }

    @Test
    void layersThatAreComputedAgainCostTheirForwardPassTwice() {
        var data = data(new Random(2), 20, 1);
        var settings = TrainingSettings.defaults(Objective.SFT).with("gradient_checkpointing", "true");
        var plan = plan(BILLION, data, settings.with("weights", "resident"));
        double again = plan.time().seconds(TimeEstimate.Cause.RECOMPUTE);

        assertThat(again / plan.time().seconds(TimeEstimate.Cause.COMPUTE)).isBetween(0.25, 0.5);
    }

    @Test
    void aBudgetOfTheRecipeCountsBeforeTheMachines() {
        var data = data(new Random(2), 20, 1);
        var settings = TrainingSettings.defaults(Objective.SFT).with("memory_budget_bytes", "2000000000");

        assertThat(plan(BILLION, data, settings).budgetBytes()).isEqualTo(2_000_000_000L);
        assertThat(plan(BILLION, data, settings).choice().streamed()).isTrue();
    }

    @Test
    void adviceIsTheSmallestChangeThatFits() {
        var data = data(new Random(11), 64, 1);
        var settings = TrainingSettings.defaults(Objective.SFT);
        var least = Plan.of(BILLION, data, Objective.SFT, settings, MAC.withBudget(300_000_000L), MEASURED);
        long peak = (long) least.memory().peakBytes().high();
        var machine = MAC.withBudget(peak - 20_000_000L);

        var advice = Advice.toFit(BILLION, data, Objective.SFT, settings, machine, MEASURED);

        assertThat(advice).allSatisfy(each -> assertThat(each.plan().verdict()).isEqualTo(Verdict.FITS));
        var shorter = advice.stream()
                .filter(each -> each.lever() == Advice.Lever.LENGTH)
                .findFirst()
                .orElseThrow();
        var longer = settings.with(
                "max_length", Integer.toString(shorter.settings().batches().maxLength() + 64));
        assertThat(Plan.of(BILLION, data, Objective.SFT, longer, machine, MEASURED)
                        .verdict())
                .as("64 tokens more no longer fit")
                .isNotEqualTo(Verdict.FITS);
        assertThat(Advice.toFit(BILLION, data, Objective.SFT, settings, MAC.withBudget(peak + 1), MEASURED))
                .as("what fits needs no advice")
                .isEmpty();
    }

    @Test
    void weightsForcedIntoMemoryThatIsTooSmallAreAdvisedToBeStreamed() {
        var data = data(new Random(11), 16, 1);
        var settings = TrainingSettings.defaults(Objective.SFT).with("weights", "resident");

        var advice = Advice.toFit(BILLION, data, Objective.SFT, settings, MAC.withBudget(2_500_000_000L), MEASURED);

        assertThat(advice.getFirst().lever()).isEqualTo(Advice.Lever.STREAM);
        assertThat(advice.getFirst().plan().choice().streamed()).isTrue();
        assertThat(advice).extracting(Advice.Suggestion::lever).contains(Advice.Lever.BUDGET);
    }

    @Test
    void aBaseThatCanNeverFitIsSaid() {
        var advice = Advice.toFit(
                BILLION,
                data(new Random(1), 4, 1),
                Objective.SFT,
                TrainingSettings.defaults(Objective.SFT),
                new Machine(400_000_000L, 300_000_000L, 2),
                MEASURED);

        assertThat(advice).extracting(Advice.Suggestion::lever).containsExactly(Advice.Lever.SMALLER_BASE);
    }

    @Test
    void theOwnTableStandsAsTheResearcherWroteIt() {
        assertThat(List.of(1, 2, 3, 4))
                .allSatisfy(phase -> assertThat(OwnTable.line(phase)).isPresent());
        var first = OwnTable.line(1).orElseThrow();
        assertThat(OwnTable.standing(first, new Spread(1, 2 * 3600, 9e9))).isEqualTo(OwnTable.Comparison.BELOW);
        assertThat(OwnTable.standing(first, new Spread(1, 5 * 3600, 9e9))).isEqualTo(OwnTable.Comparison.WITHIN);
        assertThat(OwnTable.standing(first, new Spread(1, 7 * 3600, 9e9))).isEqualTo(OwnTable.Comparison.ABOVE);
        assertThat(OwnTable.line(5)).isEmpty();
    }

    /// Within a hundredth: longer rows fall into other calls, which may happen to be padded less.
    private static void costsAtLeast(Plan less, Plan more) {
        assertThat(more.memory().peakBytes().mid())
                .isGreaterThanOrEqualTo(0.99 * less.memory().peakBytes().mid());
        assertThat(more.time().seconds().mid())
                .isGreaterThanOrEqualTo(0.99 * less.time().seconds().mid());
    }

    /// On a machine that was never measured.
    private static TimeEstimate guessed(
            ModelShape model, DataShape data, Objective objective, TrainingSettings settings) {
        return Plan.of(model, data, objective, settings, MAC, Calibration.seed(8))
                .time();
    }

    private static Plan plan(ModelShape model, DataShape data, TrainingSettings settings) {
        return Plan.of(model, data, Objective.SFT, settings, MAC, MEASURED);
    }

    private static ModelShape model(Random random) {
        int heads = 1 + random.nextInt(12);
        return ModelShape.llama(
                "random",
                new ModelShape.Size(
                        32 * (1 + random.nextInt(24)),
                        1 + random.nextInt(12),
                        64 * (1 + random.nextInt(30)),
                        500 + random.nextInt(40_000)),
                new ModelShape.Attention(heads, heads, 32),
                random.nextBoolean());
    }

    private static ModelShape deeper(ModelShape m, int by) {
        return copy(m, m.layers() + by, m.intermediate());
    }

    private static ModelShape wider(ModelShape m, int by) {
        return copy(m, m.layers(), m.intermediate() + 64 * by);
    }

    private static ModelShape copy(ModelShape m, int layers, int intermediate) {
        return ModelShape.llama(
                m.name(),
                new ModelShape.Size(m.hidden(), layers, intermediate, m.vocabulary()),
                m.attention(),
                m.tied());
    }

    /// Answers come last and prompts are short enough that no row loses all its targets.
    private static DataShape data(Random random, int rows, int sequences) {
        var result = new ArrayList<List<RowLengths.Sequence>>();
        for (int i = 0; i < rows; i++) {
            var row = new ArrayList<RowLengths.Sequence>();
            for (int k = 0; k < sequences; k++) {
                row.add(sequence(40 + random.nextInt(400)));
            }
            result.add(row);
        }
        return DataShape.of(result, Provenance.EXACT);
    }

    private static RowLengths.Sequence sequence(int tokens) {
        return new RowLengths.Sequence(tokens, 5, tokens - 5);
    }
}
