package sam.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sam.engine.PackedSequences;
import sam.model.tokens.UnloadedModel;
import sam.packing.Calls;
import sam.packing.StepPlan;
import sam.packing.TokenIds;
import sam.planner.DataShape;
import sam.planner.EstimatedLengths;
import sam.planner.Workload;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;

/// The plan counts what the engine computes: the same calls, with the same beginnings computed once.
class PlannedCallsTest {
    private static final int ROWS = 60;
    private static final int PER_STEP = 12;

    @TempDir
    Path folder;

    /// Rows of two families with beginnings of their own, and of none; pairs have prompts in common too.
    @ParameterizedTest
    @CsvSource({"0, 300", "15, 300", "24, 300", "24, 40", "150, 60", "150, 512", "400, 512"})
    void beginningsInCommonAreComputedOnceACall(int beginning, int tokensPerCall) throws IOException {
        var random = new Random(beginning + tokensPerCall);
        var beginnings = List.of(ids(random, beginning), ids(random, beginning + 7), new int[0]);
        var rows = new ArrayList<Row.Tokens>();
        for (int i = 0; i < ROWS; i++) {
            var start = beginnings.get(random.nextInt(3));
            rows.add(tokens(join(start, ids(random, 20 + random.nextInt(100))), start.length + 4));
        }
        var workload = planned(
                Objective.SFT,
                tokensPerCall,
                rows.stream().map(PlannedCallsTest::line).toList());
        same(workload, rows.stream().map(Row.class::cast).toList(), tokensPerCall);
        if (beginning >= 24 && tokensPerCall >= 300) {
            assertThat(workload.tokens()).isLessThan(workload.rowTokens() * 0.95);
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 300", "20, 300", "80, 512"})
    void soArePromptsOfPairsBehindASystemPrompt(int prompt, int tokensPerCall) throws IOException {
        var random = new Random(prompt);
        var system = ids(random, 40);
        var pairs = new ArrayList<Row>();
        var lines = new ArrayList<String>();
        for (int i = 0; i < ROWS; i++) {
            var start = join(i % 3 == 0 ? new int[0] : system, ids(random, prompt + random.nextInt(9)));
            // answers that do not begin alike: the plan takes a pair's prompt for all they share
            var chosen = join(new int[] {1_000}, ids(random, 10 + random.nextInt(60)));
            var rejected = join(new int[] {2_000}, ids(random, 10 + random.nextInt(60)));
            pairs.add(new Row.Pair(
                    tokens(join(start, chosen), start.length), tokens(join(start, rejected), start.length)));
            lines.add(pairLine(start, chosen, rejected));
        }
        same(planned(Objective.DPO, tokensPerCall, lines), pairs, tokensPerCall);
    }

    /// Whatever the settings: the rows the trainer reads from the file, in its order, step by step.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void whatThePlanForetellsIsWhatTheTrainerExecutes(int seed) throws IOException {
        var random = new Random(seed);
        var objective = List.of(Objective.SFT, Objective.DPO, Objective.ORPO).get(seed % 3);
        var lines = new ArrayList<String>();
        var beginnings = List.of(small(random, random.nextInt(60)), small(random, random.nextInt(200)), new int[0]);
        int count = 3 + random.nextInt(80);
        for (int i = 0; i < count; i++) {
            // no two rows have more in common than what they begin with, nor do two answers
            var own = join(new int[] {3 + i}, small(random, random.nextInt(90)));
            var start = join(beginnings.get(random.nextInt(3)), own);
            var chosen = join(new int[] {1}, small(random, random.nextInt(150)));
            var rejected = join(new int[] {2}, small(random, random.nextInt(70)));
            lines.add(
                    objective.takesPairs()
                            ? pairLine(start, chosen, rejected)
                            : line(tokens(join(start, chosen), start.length)));
        }
        var settings = TrainingSettings.defaults(objective)
                .with("shuffle_dataset", Boolean.toString(random.nextBoolean()))
                .with("seed", Integer.toString(seed))
                .with("max_length", Integer.toString(40 + random.nextInt(300)))
                .with("num_train_epochs", Double.toString(0.3 + 3 * random.nextDouble()))
                .with("max_steps", random.nextInt(4) == 0 ? Integer.toString(1 + random.nextInt(20)) : "-1")
                .with("per_device_train_batch_size", Integer.toString(1 + random.nextInt(12)))
                .with("gradient_accumulation_steps", Integer.toString(1 + random.nextInt(3)));
        int tokensPerCall = 64 + random.nextInt(700);
        var file = Files.write(folder.resolve("rows.jsonl"), lines);
        var model = UnloadedModel.open(Path.of("assets/parity/model"));

        var rows = TrainingData.read(file, model, objective, settings).rows();
        var plan = StepPlan.of(objective, settings, rows.size());
        long tokens = 0;
        long calls = 0;
        long targets = 0;
        for (long step = 1; step <= plan.steps(); step++) {
            var some = Arrays.stream(plan.rowsOf(step)).mapToObj(rows::get).toList();
            for (var call : Calls.of(some, Row::sequences, tokensPerCall)) {
                calls++;
                tokens += PackedSequences.of(call.stream()
                                .flatMap(row -> row.sequences().stream())
                                .map(TokenIds::ids)
                                .toList())
                        .tokens();
            }
            targets += some.stream().mapToLong(PlannedCallsTest::targets).sum();
        }

        var data = DataShape.read(file, EstimatedLengths.forVocabulary(512));
        var workload = Workload.of(data, objective, settings, tokensPerCall);
        assertThat(workload.rows()).isEqualTo(rows.size());
        assertThat(workload.steps()).isEqualTo(plan.steps());
        assertThat(workload.calls()).isEqualTo(calls);
        assertThat(workload.tokens()).isEqualTo(tokens);
        assertThat(workload.targets()).isEqualTo(targets);
        assertThat(workload.rowTokens())
                .isEqualTo(rows.stream().mapToLong(Row::tokens).sum());
    }

    private static long targets(Row row) {
        return switch (row) {
            case Row.Tokens single -> single.targets();
            case Row.Judgement judged -> judged.own().targets();
            case Row.Pair(var chosen, var rejected) -> chosen.targets() + rejected.targets();
        };
    }

    private static void same(Workload workload, List<Row> rows, int tokensPerCall) {
        long tokens = 0;
        long calls = 0;
        double squares = 0;
        double grid = 0;
        for (int from = 0; from < rows.size(); from += PER_STEP) {
            var step = rows.subList(from, from + PER_STEP);
            tokens += Calls.tokens(step, Row::sequences, tokensPerCall);
            for (var call : Calls.sized(step, Row::sequences, tokensPerCall)) {
                calls++;
                squares += call.size().squares();
                grid += call.size().grid();
            }
        }
        assertThat(workload.tokens()).isEqualTo(tokens);
        assertThat(workload.calls()).isEqualTo(calls);
        assertThat(workload.squares()).isEqualTo(squares);
        assertThat(workload.grid()).isEqualTo(grid);
    }

    private Workload planned(Objective objective, int tokensPerCall, List<String> lines) throws IOException {
        var file = Files.write(folder.resolve("rows.jsonl"), lines);
        var settings = TrainingSettings.defaults(objective)
                .with("shuffle_dataset", "false")
                .with("max_length", "2048")
                .with("num_train_epochs", "1")
                .with("per_device_train_batch_size", Integer.toString(PER_STEP))
                .with("gradient_accumulation_steps", "1");
        var data = DataShape.read(file, EstimatedLengths.forVocabulary(3_000));
        return Workload.of(data, objective, settings, tokensPerCall);
    }

    private static String line(Row.Tokens row) {
        var mask = IntStream.range(0, row.ids().length)
                .mapToObj(t -> row.target()[t] ? "1" : "0")
                .collect(Collectors.joining(", "));
        return "{\"input_ids\": %s, \"completion_mask\": [%s]}".formatted(Arrays.toString(row.ids()), mask);
    }

    private static String pairLine(int[] prompt, int[] chosen, int[] rejected) {
        return "{\"prompt_ids\": %s, \"chosen_ids\": %s, \"rejected_ids\": %s}"
                .formatted(Arrays.toString(prompt), Arrays.toString(chosen), Arrays.toString(rejected));
    }

    private static Row.Tokens tokens(int[] ids, int targetsFrom) {
        var target = new boolean[ids.length];
        Arrays.fill(target, targetsFrom, ids.length, true);
        return new Row.Tokens(ids, target);
    }

    private static int[] ids(Random random, int count) {
        return random.ints(count, 3, 900).toArray();
    }

    /// Of a small vocabulary.
    private static int[] small(Random random, int count) {
        return random.ints(count, 100, 250).toArray();
    }

    private static int[] join(int[] a, int[] b) {
        var both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
