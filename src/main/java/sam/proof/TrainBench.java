package sam.proof;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sam.adapters.LoraShape;
import sam.durable.ProcessMemory;
import sam.engine.ActivationBudget;
import sam.engine.EngineOptions;
import sam.engine.LoadedModel;
import sam.engine.Profile;
import sam.model.ModelFolder;
import sam.packing.Calls;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import sam.torch.KernelPace;
import sam.torch.TorchRuntime;
import sam.training.DpoObjective;
import sam.training.LoraTrainer;
import sam.training.MemoryPlan;
import sam.training.ReferencedPair;
import sam.training.Row;
import sam.training.StepWork;
import sam.training.TrainingData;

/// Times training steps on the first rows of a file, in their order, as the bare loops it is compared with do: one
/// optimiser step every `accum` rows, the first two steps not counted, the reference pass of DPO counted: it is
/// computed here and never read from disk.
public final class TrainBench {
    private static final int RANK = 16;
    private static final int WARM_STEPS = 2;

    private TrainBench() {}

    /// What to time; no tokens per call in `holding` leave them to the trainer.
    public record Request(
            Path model,
            Path data,
            Objective objective,
            int rows,
            int accum,
            EngineOptions engine,
            ActivationBudget holding) {}

    /// Tokens without padding, and those trained on, a second, and the part of them that was not computed because
    /// rows begin with it in common; pairs a second for DPO; the process's largest
    /// resident memory; bytes of weights read from disk a step; processor time, which a busy neighbour does not
    /// stretch; for SFT 10⁹ operations a second as `StepWork` counts them, beside those of a float32 product
    /// measured between the steps, and the first of them as a part of it; with the property `sam.profile`,
    /// milliseconds by kernel.
    public record Result(
            String objective,
            @JsonUnwrapped Way way,
            int steps,
            @JsonUnwrapped Speed speed,
            long peakRssMb,
            long readMbPerStep,
            @JsonUnwrapped Work work,
            Map<String, Long> kernelMillis,
            double lastLoss) {}

    /// How the engine held the model.
    public record Way(String precision, String weights, int keptLayers, int tokensPerCall, int threads) {}

    /// Seconds, and what was done in one.
    public record Speed(
            double seconds,
            double referenceSeconds,
            double tokS,
            double targetTokS,
            double sharedTokens,
            double pairsS) {}

    /// What the processor did.
    public record Work(
            double cpuSeconds, double modelGflops, double executedGflops, double productGflops, double efficiency) {}

    public static Result run(Request request) throws IOException {
        try (var model = LoadedModel.open(ModelFolder.open(request.model), List.of(), request.engine)) {
            var settings = TrainingSettings.defaults(request.objective);
            var shape = new LoraShape(
                    RANK, 2, model.config().targets(settings.lora().targetModules()), 0);
            var rows = TrainingData.read(request.data, model, request.objective, 4096)
                    .rows();
            rows = rows.subList(0, Math.min(rows.size(), request.rows));
            int kept = Math.min(request.holding.keptLayers(), model.config().layers());
            int tokens = request.holding.tokensPerCall() > 0
                    ? request.holding.tokensPerCall()
                    : MemoryPlan.tokensPerCall(model.config(), kept, model.precision());
            var holding = new ActivationBudget(kept, tokens, request.holding.logitBytes());
            try (var lora = new LoraTrainer(model, shape, LoraTrainer.fresh(shape, model.config(), 0), holding)) {
                return steps(request, settings, model, lora, rows, holding);
            }
        }
    }

    private static Result steps(
            Request request,
            TrainingSettings settings,
            LoadedModel model,
            LoraTrainer lora,
            List<Row> rows,
            ActivationBudget holding)
            throws IOException {
        long tokens = 0;
        long targets = 0;
        long computed = 0;
        long pairs = 0;
        int steps = 0;
        double seconds = 0;
        double reference = 0;
        double loss = 0;
        long read = 0;
        double cpu = 0;
        var terms = DpoObjective.terms(TrainingSettings.defaults(Objective.DPO));
        var work = new StepWork(0, 0);
        var paces = new ArrayList<Double>();
        ProcessMemory.settle();
        var processor = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int from = 0; from < rows.size(); from += request.accum) {
            var step = rows.subList(from, Math.min(rows.size(), from + request.accum));
            long before = model.weights().bytesRead();
            if (from / request.accum == WARM_STEPS) {
                Profile.clear();
            }
            long start = System.nanoTime();
            long cpuStart = processor.getProcessCpuTime();
            var referenced = ReferencedPair.of(step, model, _ -> {});
            double passed = (System.nanoTime() - start) / 1e9;
            var alone = step.stream()
                    .filter(Row.Tokens.class::isInstance)
                    .map(Row.Tokens.class::cast)
                    .toList();
            loss = request.objective == Objective.DPO
                    ? terms.loss(lora.pairs(referenced, terms, from))
                    : lora.sft(alone, from);
            lora.update(settings, lora.gradientNorm(), 1e-4, from / request.accum + 1L);
            if (from / request.accum >= WARM_STEPS) {
                seconds += (System.nanoTime() - start) / 1e9;
                cpu += (processor.getProcessCpuTime() - cpuStart) / 1e9;
                reference += passed;
                read += model.weights().bytesRead() - before;
                steps++;
                paces.add(pace());
                computed += Calls.tokens(step, Row::sequences, holding.tokensPerCall());
                work = work.plus(StepWork.of(model.config(), lora.shape(), holding, alone));
                for (var row : step) {
                    tokens += row.tokens();
                    targets += switch (row) {
                        case Row.Tokens single -> single.targets();
                        case Row.Judgement judged -> judged.own().targets();
                        case Row.Pair pair ->
                            pair.chosen().targets() + pair.rejected().targets();
                    };
                    pairs++;
                }
            }
        }
        double product = paces.stream().mapToDouble(pace -> pace).average().orElse(Double.NaN);
        return new Result(
                request.objective.text(),
                new Way(
                        model.precision().name().toLowerCase(java.util.Locale.ROOT),
                        request.engine.streamed() ? "streamed" : "resident",
                        holding.keptLayers(),
                        holding.tokensPerCall(),
                        TorchRuntime.start().threads()),
                steps,
                new Speed(
                        round(seconds),
                        round(reference),
                        round(tokens / seconds),
                        round(targets / seconds),
                        round(1 - (double) computed / tokens),
                        request.objective == Objective.DPO ? round(pairs / seconds) : 0),
                ProcessMemory.peak() >> 20,
                steps == 0 ? 0 : read / steps >> 20,
                new Work(
                        round(cpu),
                        round(work.model() / seconds / 1e9),
                        round(work.executed() / seconds / 1e9),
                        round(product),
                        round(work.model() / seconds / 1e9 / product)),
                Profile.millis(),
                loss);
    }

    /// Of a product about as large as a layer's of a 1B model. The machine's own pace changes from one second to the
    /// next, so it is asked after every step.
    private static double pace() {
        try (var scope = TorchRuntime.start().open();
                var pace = KernelPace.compile(scope)) {
            return pace.gflops(512, 2048, 2048, 0.4);
        }
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
