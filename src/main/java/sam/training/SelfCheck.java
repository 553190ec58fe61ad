package sam.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.adapters.LoraShape;
import sam.durable.AtomicFiles;
import sam.durable.Hashes;
import sam.durable.Json;
import sam.durable.Plain;
import sam.durable.UserCache;
import sam.engine.ActivationBudget;
import sam.engine.Kernels;
import sam.engine.ModelPass;
import sam.engine.Precision;
import sam.engine.ResidentWeights;
import sam.engine.TrainedLora;
import sam.model.Attention;
import sam.model.LayerKind;
import sam.model.Mlp;
import sam.model.ModelConfig;
import sam.model.ModelFamily;
import sam.model.Multipliers;
import sam.model.Norms;
import sam.model.Rope;
import sam.torch.TorchRuntime;
import tools.jackson.databind.JsonNode;

/// Holds the engine of this machine against gradients that transformers and PEFT gave for a tiny model, before it
/// trains anything: a broken library, processor or kernel is found in a third of a second and not after a night.
///
/// The model has two layers of 8 with shared keys, biases, head norms and a window; it follows from a formula
/// (`FormulaWeights`), the expected numbers are a resource. What passed is remembered in the user's cache folder by
/// everything the answer depends on: libtorch, device, threads, machine, kernels and the expected numbers.
public final class SelfCheck {
    /// What a gradient may differ by, as a share of the largest entry of its tensor.
    public static final double GRADIENT_LIMIT = 1e-5;

    private static final String EXPECTED = "self-check.json";
    private static final String PASSED = "self-check.passed";
    private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

    private SelfCheck() {}

    /// Refuses to go on where the engine's gradients are not the recorded ones; asks only once for each engine.
    public static void require() throws IOException {
        require(UserCache.folder().resolve(PASSED), expected());
    }

    static void require(Path passed, String expected) throws IOException {
        var key = key(expected);
        if (Files.isRegularFile(passed) && Files.readString(passed).lines().anyMatch(key::equals)) {
            return;
        }
        double error = error(expected);
        // NaN must not pass
        if (!(error <= GRADIENT_LIMIT)) {
            throw new TrainingException(
                    Plain.text(
                            "The engine of this machine computes wrong gradients: they differ from the recorded ones"
                                    + " by %.1e of the largest, and %.0e is allowed.",
                            error, GRADIENT_LIMIT),
                    "Do not train here; run sam check to see more, and install the program anew.");
        }
        remember(passed, key);
    }

    /// Where a home cannot be written the question is asked again each time; it is no reason not to train.
    private static void remember(Path passed, String key) {
        try {
            Files.createDirectories(AtomicFiles.parent(passed));
            var lines = Files.isRegularFile(passed) ? Files.readString(passed) : "";
            AtomicFiles.write(passed, (lines + key + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.info("That the self-check passed is not remembered: {} cannot be written.", passed, e);
        }
    }

    /// The largest difference of loss and gradients from the recorded ones, each by the largest entry of its tensor.
    public static double error() throws IOException {
        return error(expected());
    }

    private static double error(String expected) throws IOException {
        var json = Json.MAPPER.readTree(expected);
        // everything kept, and everything computed again
        return Math.max(error(json, config().layers()), error(json, 0));
    }

    private static double error(JsonNode expected, int keptLayers) throws IOException {
        var config = config();
        var shape = shape();
        try (var scope = TorchRuntime.start().open();
                var kernels = Kernels.compile(scope, config, Precision.FLOAT32, shape);
                var reader = new FormulaWeights(config);
                var weights = new ResidentWeights(scope, config, reader, List.of(), kernels)) {
            var start = start(config, shape);
            var lora = new TrainedLora(
                    scope, kernels, config, shape, scope.floats(start, start.length), scope.zeros(start.length));
            var rows = rows(expected);
            var packed = PackedBatch.of(rows);
            var targets = packed.targets();
            var batch = packed.packed().open(scope);
            var pass = new ModelPass(scope, config, kernels, weights, lora);
            var holding = new ActivationBudget(keptLayers, 1024, 1 << 20);
            double loss = 0;
            try (var training = pass.train(batch, targets.rows(), targets.tokens(), holding, 0, scope)) {
                var logps = training.logps();
                for (float logp : logps) {
                    loss -= logp / logps.length;
                }
                var coefficients = new float[logps.length];
                java.util.Arrays.fill(coefficients, 1f / logps.length);
                training.backward(coefficients);
            }
            double wanted = expected.path("loss").asDouble();
            double worst = Math.abs(loss - wanted) / wanted;
            var gradients = lora.grads().toFloatArray();
            for (var slot : shape.slots(config)) {
                var numbers = expected.path("gradients").path(name(slot));
                double largest = 0;
                double difference = numbers.size() == slot.size() ? 0 : Double.NaN;
                for (int i = 0; i < numbers.size(); i++) {
                    double number = numbers.get(i).asDouble();
                    largest = Math.max(largest, Math.abs(number));
                    // Math.max keeps a NaN
                    difference = Math.max(difference, Math.abs(gradients[(int) slot.offset() + i] - number));
                }
                worst = Math.max(worst, difference / largest);
            }
            return worst;
        }
    }

    private static List<Row.Tokens> rows(JsonNode expected) {
        var rows = new ArrayList<Row.Tokens>();
        for (var row : expected.path("rows")) {
            var ids = row.path("input_ids")
                    .valueStream()
                    .mapToInt(JsonNode::asInt)
                    .toArray();
            var target = new boolean[ids.length];
            java.util.Arrays.fill(target, row.path("prompt").asInt(), ids.length, true);
            rows.add(new Row.Tokens(ids, target));
        }
        return rows;
    }

    private static float[] start(ModelConfig config, LoraShape shape) {
        var start = new float[Math.toIntExact(shape.parameters(config))];
        for (var slot : shape.slots(config)) {
            var numbers = FormulaWeights.numbers(name(slot), slot.size());
            for (int i = 0; i < slot.size(); i++) {
                start[(int) slot.offset() + i] = 0.5f * numbers[i];
            }
        }
        return start;
    }

    private static String name(LoraShape.Slot slot) {
        return slot.peftName().replace("base_model.model.", "");
    }

    private static ModelConfig config() {
        var rope = new Rope(100, null);
        return new ModelConfig(
                ModelFamily.QWEN3,
                8,
                12,
                64,
                new Attention(2, 1, 4, 0.5, Attention.QkNorm.HEAD, true, true),
                new Mlp(12, Mlp.Activation.SILU),
                new Norms(1e-6, 0, true, false),
                Multipliers.NONE,
                List.of(new LayerKind(0, rope), new LayerKind(4, rope)),
                true,
                false,
                List.of());
    }

    private static LoraShape shape() {
        return new LoraShape(2, 2, ModelConfig.LINEARS, 0);
    }

    private static String key(String expected) {
        var engine = TorchRuntime.start();
        var machine = Plain.text(
                "%s %s %s",
                System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch"));
        return Hashes.sha256(String.join(
                "\n",
                engine.version(),
                engine.device(),
                Integer.toString(engine.threads()),
                machine,
                Kernels.source(config(), Precision.FLOAT32, shape()),
                expected));
    }

    private static String expected() {
        try (var stream = Objects.requireNonNull(SelfCheck.class.getResourceAsStream(EXPECTED), EXPECTED)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
