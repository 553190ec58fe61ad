package sam.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import sam.durable.Json;
import sam.durable.Plain;
import sam.engine.ActivationBudget;
import sam.engine.EngineOptions;
import sam.engine.Precision;
import sam.proof.TrainBench;
import sam.protocol.Objective;

/// `sam bench train`: tokens or pairs a second and the memory they took, on real rows.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Time training steps (LoRA r 16 on all linears) and the memory they take.")
final class BenchTrainVerb implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The base: a folder or a .gguf.")
    private Path model = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "FILE.jsonl", description = "Rows, tokenised or not.")
    private Path data = Path.of("");

    @Option(names = "--objective", defaultValue = "sft", paramLabel = "sft|dpo", description = "Default sft.")
    private Objective objective = Objective.SFT;

    @Option(names = "--rows", defaultValue = "32", description = "The first so many (default 32).")
    private int rows;

    @Option(names = "--accum", defaultValue = "4", description = "Rows of one optimiser step (default 4).")
    private int accum;

    @Option(names = "--dtype", defaultValue = "fp32", paramLabel = "fp32|bf16", description = "Of the products.")
    private String dtype = "fp32";

    @Option(names = "--weights", defaultValue = "resident", paramLabel = "resident|streamed", description = "Where.")
    private String weights = "resident";

    @Option(names = "--keep", description = "Layers that keep activations (default: all, or none when streamed).")
    private @Nullable Integer keep;

    @Option(
            names = "--tokens-per-call",
            description = "Tokens computed together (default 512, or 1024 where nothing is kept).")
    private int tokensPerCall;

    @Option(names = "--logit-mb", defaultValue = "64", description = "Logits held at once (default 64).")
    private long logitMb;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (objective != Objective.SFT && objective != Objective.DPO) {
            throw new ParameterException(
                    spec.commandLine(),
                    Plain.text("Steps are timed for sft and dpo; %s is not among them.", objective.text()));
        }
        var options = EngineOptions.resident().with(dtype.equals("bf16") ? Precision.BFLOAT16 : Precision.FLOAT32);
        boolean streamed = weights.equals("streamed");
        int kept = keep != null ? keep : streamed ? 0 : Integer.MAX_VALUE;
        var holding = new ActivationBudget(kept, tokensPerCall, logitMb << 20);
        var result = TrainBench.run(new TrainBench.Request(
                model, data, objective, rows, accum, streamed ? options.stream() : options, holding));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(result));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%s, %s, %s: %,.1f tokens/s (%,.1f trained on), %,d MB at most, %.0f %% of the pace of a product%n",
                    result.objective(),
                    result.way().precision(),
                    result.way().weights(),
                    result.speed().tokS(),
                    result.speed().targetTokS(),
                    result.peakRssMb(),
                    100 * result.work().efficiency());
        }
        out.flush();
        return Sam.DONE;
    }
}
