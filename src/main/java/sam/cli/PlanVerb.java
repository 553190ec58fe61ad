package sam.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sam.app.Places;
import sam.durable.Json;
import sam.durable.Plain;
import sam.memory.MemoryChoice;
import sam.model.tokens.UnloadedModel;
import sam.packing.CutRows;
import sam.packing.Openings;
import sam.planner.Advice;
import sam.planner.Calibration;
import sam.planner.DataShape;
import sam.planner.Machine;
import sam.planner.ModelShapes;
import sam.planner.Night;
import sam.planner.Plan;
import sam.planner.Provenance;
import sam.planner.RowLengths;
import sam.planner.Spread;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import sam.runs.WorkerCalibrator;
import sam.training.Row;
import sam.training.TrainingData;
import sam.ui.Spoken;
import sam.workers.OneJob;

/// `sam plan`: what a training run will take, before it runs.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Say how much memory and time a training run will take.")
final class PlanVerb implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The base: a Hugging Face folder or a .gguf file.")
    private Path model = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "FILE.jsonl", description = "What would be trained on.")
    private Path data = Path.of("");

    @Option(
            names = "--objective",
            required = true,
            paramLabel = "sft|dpo|kto|orpo|cpo",
            description = "${COMPLETION-CANDIDATES}")
    private Objective objective = Objective.SFT;

    @Option(names = "--set", paramLabel = "k=v", description = "Turn one setting; repeat.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--no-calibrate", description = "Do not measure this machine first when it never was.")
    private boolean skipCalibration;

    @Option(names = "--calibrate", description = "Measure this machine again (about 10 s).")
    private boolean calibrateAgain;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /// The answer as one JSON object; names carry their unit.
    record Answer(
            Map<String, Long> peakMemoryBytes,
            Map<String, Double> seconds,
            String verdict,
            Choice choice,
            @JsonUnwrapped Bounds bounds,
            List<Part> memory,
            List<Cause> time,
            @JsonUnwrapped Extent extent,
            boolean calibrated,
            CutRows cut,
            @Nullable List<String> advice,
            @Nullable List<Night.Way> night) {}

    /// What training may take, and what loading alone takes.
    record Bounds(long budgetBytes, long loadPeakBytes) {}

    /// How much is trained, and on how much.
    record Extent(int rows, int refused, long tokens, long steps, long trainedParameters) {}

    /// What the trainer would choose: `weights` resident or streamed, `dtype` fp32 or bf16.
    record Choice(String weights, String dtype, int layers, int keptLayers, int tokensPerCall, long logitBytes) {
        static Choice of(MemoryChoice choice) {
            return new Choice(
                    choice.streamed() ? "streamed" : "resident",
                    choice.wordBytes() == 2 ? "bf16" : "fp32",
                    choice.layers(),
                    choice.keptLayers(),
                    choice.tokensPerCall(),
                    choice.logitBytes());
        }
    }

    record Part(String part, long bytes, String provenance) {}

    record Cause(String cause, double seconds) {}

    @Override
    public Integer call() throws Exception {
        var shape = ModelShapes.read(model);
        var turned = TrainingSettings.defaults(objective).with(settings);
        var read = lengths(turned);
        var lengths = read.shape();
        var machine = Machine.here();
        var threads = Integer.getInteger("sam.threads");
        machine = threads == null ? machine : machine.withThreads(threads);
        var calibration = calibration(machine);
        var plan = Plan.of(shape, lengths, objective, turned, machine, calibration);
        var advice = Advice.toFit(shape, lengths, objective, turned, machine, calibration);
        var night = Night.of(shape, lengths, objective, turned, machine, calibration);
        if (json) {
            spec.commandLine().getOut().println(Json.line(answer(plan, read, calibration, advice, night)));
        } else {
            print(plan, read.cut(), calibration, advice, night);
        }
        spec.commandLine().getOut().flush();
        return Sam.DONE;
    }

    /// The rows' real lengths, by the model's own tokenizer and template and the trainer's own rules.
    private Read lengths(TrainingSettings turned) throws IOException {
        try (var text = UnloadedModel.open(model)) {
            var read = TrainingData.read(data, text, objective, turned);
            var openings = new Openings();
            var rows = read.rows().stream().map(row -> lengths(row, openings)).toList();
            return new Read(DataShape.of(rows, read.refused().size(), Provenance.EXACT), read.cut());
        }
    }

    /// The rows as the trainer would read them, and what it would say of those it cuts.
    private record Read(DataShape shape, CutRows cut) {}

    private static List<RowLengths.Sequence> lengths(Row row, Openings openings) {
        return switch (row) {
            case Row.Tokens tokens -> List.of(length(tokens, openings.ofIds(tokens.ids())));
            case Row.Judgement judged -> lengths(judged.own(), openings);
            case Row.Pair(var chosen, var rejected) -> {
                var opening = openings.ofIds(chosen.ids());
                yield List.of(length(chosen, opening), length(rejected, opening));
            }
        };
    }

    private static RowLengths.Sequence length(Row.Tokens row, Openings.Opening opening) {
        return new RowLengths.Sequence(row.ids().length, Math.max(1, row.start()), row.targets(), opening);
    }

    private Calibration calibration(Machine machine) throws IOException, InterruptedException {
        var home = Places.ofThisSystem().home();
        var known = Calibration.load(home, machine.threads());
        if (known.isPresent() && !calibrateAgain || skipCalibration) {
            return known.orElseGet(() -> Calibration.seed(machine.threads()));
        }
        Verbs.say(spec, "Measuring this machine (about 10 s, once)…");
        var measured = new WorkerCalibrator(InstantSource.system(), OneJob.alone(), _ -> {}).call();
        measured.save(home);
        return measured;
    }

    private static Answer answer(
            Plan plan, Read read, Calibration calibration, List<Advice.Suggestion> advice, List<Night.Way> night) {
        var peak = plan.memory().peakBytes();
        var seconds = plan.time().seconds();
        return new Answer(
                Map.of("p05", (long) peak.low(), "p50", (long) peak.mid(), "p95", (long) peak.high()),
                Map.of("p10", round(seconds.low()), "p50", round(seconds.mid()), "p90", round(seconds.high())),
                lower(plan.verdict()),
                Choice.of(plan.choice()),
                new Bounds(plan.budgetBytes(), plan.memory().loadPeakBytes()),
                plan.memory().components().stream()
                        .map(each -> new Part(lower(each.part()), (long) each.bytes(), lower(each.provenance())))
                        .toList(),
                plan.time().shares().stream()
                        .map(share -> new Cause(lower(share.cause()), round(share.seconds())))
                        .toList(),
                new Extent(
                        plan.workload().rows(),
                        read.shape().refused(),
                        plan.workload().rowTokens(),
                        plan.workload().steps(),
                        plan.trainedParameters()),
                calibration.measuredHere(),
                read.cut(),
                advice.isEmpty()
                        ? null
                        : advice.stream().map(PlanVerb::sentence).toList(),
                night.isEmpty() ? null : night);
    }

    private void print(
            Plan plan, CutRows cut, Calibration calibration, List<Advice.Suggestion> advice, List<Night.Way> night) {
        var out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "memory  %s of %.1f GB: %s%n",
                band(plan.memory().peakBytes(), 1e9, "GB"),
                plan.budgetBytes() / 1e9,
                lower(plan.verdict()));
        out.printf(Locale.ROOT, "        %s%n", words(plan.choice()));
        for (var part : plan.memory().components()) {
            out.printf(
                    Locale.ROOT,
                    "        %-12s %8.3f GB  %s%n",
                    lower(part.part()),
                    part.bytes() / 1e9,
                    lower(part.provenance()));
        }
        var seconds = plan.time().seconds();
        out.printf(
                Locale.ROOT,
                "time    %s (%s to %s)%n",
                Spoken.time(seconds.mid()),
                Spoken.time(seconds.low()),
                Spoken.time(seconds.high()));
        for (var share : plan.time().shares()) {
            out.printf(Locale.ROOT, "        %-14s %12s%n", lower(share.cause()), Spoken.time(share.seconds()));
        }
        if (seconds.mid() > Night.SECONDS) {
            out.printf(Locale.ROOT, "night   %s%n", night(plan, night));
        }
        out.printf(
                Locale.ROOT,
                "rows    %,d (%,d tokens), %,d steps, %,d weights trained%n",
                plan.workload().rows(),
                plan.workload().rowTokens(),
                plan.workload().steps(),
                plan.trainedParameters());
        if (cut.cut() > 0) {
            out.printf(
                    Locale.ROOT,
                    "cut     %s%n",
                    TrainingData.said(cut, plan.settings().batches().maxLength()));
        }
        if (!advice.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "advice  %s%n",
                    String.join(", or ", advice.stream().map(PlanVerb::sentence).toList()));
        }
        if (!calibration.measuredHere()) {
            out.println("This machine was not measured: times are wide guesses.");
        }
    }

    private static String words(MemoryChoice choice) {
        var kept = choice.keptLayers() == 0
                ? "every layer computed again for its backward pass"
                : Plain.text("%d of %d layers kept for their backward pass", choice.keptLayers(), choice.layers());
        return Plain.text(
                "weights %s in %s; %s; up to %,d tokens at once",
                choice.streamed() ? "read from disk piece by piece," : "in memory",
                choice.wordBytes() == 2 ? "bf16" : "fp32",
                kept,
                choice.tokensPerCall());
    }

    /// What would make it a night, each way with what it would take.
    private static String night(Plan plan, List<Night.Way> ways) {
        if (ways.isEmpty()) {
            return Plain.text(
                    "longer than a night (%s), and neither fewer rows, shorter ones nor a smaller base would change"
                            + " that alone",
                    Spoken.time(Night.SECONDS));
        }
        return Plain.text(
                "a night (%s) would do with %s",
                Spoken.time(Night.SECONDS),
                String.join(
                        ", or with ", ways.stream().map(way -> words(plan, way)).toList()));
    }

    private static String words(Plan plan, Night.Way way) {
        var takes = Spoken.time(way.seconds());
        return switch (way.lever()) {
            case ROWS ->
                Plain.text(
                        "%,d of the %,d rows (%s)",
                        way.number(), plan.workload().rows(), takes);
            case STEPS -> Plain.text("max_steps=%d (%s)", way.number(), takes);
            case LENGTH ->
                Plain.text("max_length=%d (%s; %,d rows lose their end)", way.number(), takes, way.rowsCut());
            case BASE -> Plain.text("a smaller base such as %s (%s)", way.base(), takes);
        };
    }

    private static String sentence(Advice.Suggestion suggestion) {
        var settings = suggestion.settings();
        return switch (suggestion.lever()) {
            case BATCH -> "per_device_train_batch_size=" + settings.batches().perDeviceTrainBatchSize();
            case LENGTH -> "max_length=" + settings.batches().maxLength();
            case RANK -> "lora_r=" + settings.lora().r();
            case STREAM -> "weights=auto";
            case BUDGET -> "memory_budget_bytes=" + settings.memory().memoryBudgetBytes();
            case SMALLER_BASE -> "a smaller base";
        };
    }

    private static String band(Spread spread, double unit, String name) {
        return Plain.text(
                "%.2f %s (%.2f to %.2f)", spread.mid() / unit, name, spread.low() / unit, spread.high() / unit);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static double round(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
