package sam.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import sam.engine.LoadedModel;
import sam.engine.TokenBatch;
import sam.model.files.SafetensorsFile;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.training.DpoObjective;
import sam.training.LoraTrainer;
import sam.training.ReferencedPair;
import sam.training.Row;
import sam.training.Scorer;
import sam.training.SelfCheck;
import sam.training.TrainWatch;
import sam.training.Trainer;
import sam.training.TrainingData;
import sam.training.TrainingException;
import tools.jackson.databind.JsonNode;

/// Holds the engine against what transformers, PEFT and TRL answered on the same numbers.
///
/// A fixture folder has `fixture.json` (losses, log-probs, settings), `expected.safetensors` (gradients, parameters
/// after five steps, logits), the rows, and the adapters `fixture.json` names.
public final class Parity {
    private static final double STEPS_LIMIT = 1e-3;
    private static final double NUMBER_LIMIT = 1e-5;
    static final double LOGITS_LIMIT = 1e-4;

    final Path model;
    final Path fixture;
    final JsonNode json;
    final SafetensorsFile expected;
    private final List<Check> checks = new ArrayList<>();

    /// One comparison: how far off, how far it may be.
    public record Check(String name, double error, double limit, boolean ok) {}

    private Parity(Path model, Path fixture, JsonNode json, SafetensorsFile expected) {
        this.model = model;
        this.fixture = fixture;
        this.json = json;
        this.expected = expected;
    }

    /// Every comparison the fixture has the numbers for.
    public static List<Check> check(Path model, Path fixture) throws IOException {
        var file = fixture.resolve("fixture.json");
        if (!Files.isRegularFile(file)) {
            throw new TrainingException(
                    Plain.text("There is no fixture.json in %s.", fixture), "Choose a folder of oracle fixtures.");
        }
        try (var expected = SafetensorsFile.open(fixture.resolve("expected.safetensors"))) {
            var parity = new Parity(model, fixture, Json.MAPPER.readTree(Files.readAllBytes(file)), expected);
            if (parity.json.has("logits")) {
                parity.logits();
            }
            if (parity.json.has("sft")) {
                parity.gradients();
            }
            if (parity.json.has("adamw")) {
                parity.steps("adamw");
            }
            if (parity.json.has("objectives")) {
                new ObjectiveParity(parity).check();
                new ObjectiveParity(parity).checkPatterns();
            }
            if (parity.json.has("kto_steps")) {
                parity.steps("kto_steps");
            }
            return List.copyOf(parity.checks);
        }
    }

    List<Path> stack() {
        return json.path("adapters")
                .valueStream()
                .map(name -> fixture.resolve(name.asString()))
                .toList();
    }

    Path top() {
        return fixture.resolve(json.path("init").asString());
    }

    private void logits() throws IOException {
        var all = new ArrayList<>(stack());
        all.add(top());
        try (var loaded = LoadedModel.open(model, all);
                var step = loaded.scope().inner()) {
            var ids = ids(json.path("logits").path("input_ids"));
            var batch = TokenBatch.of(step, List.of(ids));
            var at = json.path("logits").path("at");
            var rows = at.isArray()
                    ? at.valueStream().mapToLong(JsonNode::asLong).toArray()
                    : java.util.stream.LongStream.range(0, ids.length).toArray();
            relative(
                    "logits",
                    loaded.pass().logits(batch, rows, step).toFloatArray(),
                    expected.floats("logits"),
                    LOGITS_LIMIT);
            var prompt = ids(json.path("greedy").path("prompt_ids"));
            var wanted = ids(json.path("greedy").path("new_ids"));
            var answer = sam.engine.Generator.greedy(loaded, List.of(prompt), wanted.length, java.util.Set.of())
                    .getFirst();
            int agree = java.util.Arrays.mismatch(answer, wanted);
            add("greedy", agree < 0 ? 0 : wanted.length - agree, 0);
        }
    }

    private void gradients() throws IOException {
        try (var loaded = LoadedModel.open(model, stack())) {
            var init = AdapterFolder.read(top(), loaded.config());
            var shape = LoraShape.of(init, loaded.config());
            try (var lora = new LoraTrainer(loaded, shape, init.flat(shape, loaded.config()))) {
                var sft = json.path("sft");
                var rows = TrainingData.readAll(fixture.resolve(sft.path("rows").asString()), loaded).stream()
                        .map(row -> (Row.Tokens) row)
                        .toList();
                number("sft.loss", lora.sft(rows, 0), sft.path("loss").asDouble());
                compare("sft.grad.", shape, lora, loaded);
                if (!json.has("dpo")) {
                    return;
                }
                var pairs = reference(json.path("dpo"), loaded);
                preference("dpo", json.path("dpo"), pairs, lora, loaded);
                preference("dpo_sft", json.path("dpo_sft"), pairs, lora, loaded);
            }
            try (var lora = new LoraTrainer(loaded, shape, LoraTrainer.fresh(shape, loaded.config(), 7))) {
                var pairs = reference(json.path("dpo"), loaded);
                var settings = TrainingSettings.defaults(Objective.DPO);
                var terms = DpoObjective.terms(settings);
                var start = lora.pairs(pairs, terms, 0);
                number(
                        "dpo.zero.margin",
                        java.util.Objects.requireNonNull(terms.rewards(start).margin()),
                        0);
                number("dpo.zero.loss", terms.loss(start), Math.log(2));
            }
        }
    }

    private List<ReferencedPair> reference(JsonNode dpo, LoadedModel loaded) throws IOException {
        var pairs = new ArrayList<ReferencedPair>();
        for (var row : TrainingData.readAll(fixture.resolve(dpo.path("rows").asString()), loaded)) {
            var pair = (Row.Pair) row;
            var logps = Scorer.score(loaded, List.of(pair.chosen(), pair.rejected()), _ -> {});
            pairs.add(new ReferencedPair(
                    pair, logps.getFirst().logp(), logps.getLast().logp()));
        }
        for (int i = 0; i < pairs.size() && dpo.has("ref_chosen"); i++) {
            number(
                    "dpo.ref_chosen." + i,
                    pairs.get(i).referenceChosen(),
                    dpo.path("ref_chosen").get(i).asDouble());
            number(
                    "dpo.ref_rejected." + i,
                    pairs.get(i).referenceRejected(),
                    dpo.path("ref_rejected").get(i).asDouble());
        }
        return pairs;
    }

    private void preference(String name, JsonNode dpo, List<ReferencedPair> pairs, LoraTrainer lora, LoadedModel loaded)
            throws IOException {
        var settings = TrainingSettings.defaults(Objective.DPO)
                .with("beta", dpo.path("beta").asString())
                .with("lora_r", Integer.toString(lora.shape().rank()));
        if (dpo.has("loss_type")) {
            var knobs = Json.MAPPER.createObjectNode();
            knobs.set("loss_type", dpo.path("loss_type"));
            knobs.set("loss_weights", dpo.path("loss_weights"));
            settings = settings.with(knobs);
        }
        var terms = DpoObjective.terms(settings);
        var logps = lora.pairs(pairs, terms, 0);
        number(name + ".loss", terms.loss(logps), dpo.path("loss").asDouble());
        if (dpo.has("rewards_chosen")) {
            var rewards = terms.rewards(logps);
            number(name + ".rewards_chosen", rewards.chosen(), mean(dpo.path("rewards_chosen")));
            number(name + ".rewards_rejected", rewards.rejected(), mean(dpo.path("rewards_rejected")));
        }
        compare(name + ".grad.", lora.shape(), lora, loaded);
    }

    /// max |difference| / max |gradient| of every tensor; the gradients are cleared for the next comparison.
    void compare(String prefix, LoraShape shape, LoraTrainer lora, LoadedModel loaded) throws IOException {
        var gradients = lora.gradients();
        for (var slot : shape.slots(loaded.config())) {
            var own = java.util.Arrays.copyOfRange(gradients, (int) slot.offset(), (int) slot.offset() + slot.size());
            relative(
                    prefix + slot.peftName(), own, expected.floats(prefix + slot.peftName()), SelfCheck.GRADIENT_LIMIT);
        }
        lora.clearGradients();
    }

    /// Steps of the trainer's own loop, held against those of TRL's.
    private void steps(String name) throws IOException {
        var steps = json.path(name);
        var objective =
                Objective.valueOf(steps.path("objective").asString("sft").toUpperCase(java.util.Locale.ROOT));
        var settings = TrainingSettings.defaults(objective).with(steps.path("settings"));
        var folder = Files.createTempDirectory("sam-parity");
        try {
            var events = new ArrayList<WorkerEvent.Step>();
            var order = new TrainOrder(
                    model.toString(),
                    stack().stream().map(Path::toString).toList(),
                    top().toString(),
                    fixture.resolve(steps.path("rows").asString()).toString(),
                    objective,
                    settings,
                    0);
            var run = new RunFolder(folder);
            Trainer.train(order, run, false, new Collector(events));
            for (int i = 0; i < events.size(); i++) {
                number(
                        name + ".loss." + i,
                        events.get(i).loss(),
                        steps.path("losses").get(i).asDouble());
                number(
                        name + ".grad_norm." + i,
                        events.get(i).gradNorm(),
                        steps.path("grad_norms").get(i).asDouble());
                if (steps.has("kls")) {
                    number(
                            name + ".kl." + i,
                            events.get(i).rewards().kl(),
                            steps.path("kls").get(i).asDouble());
                }
                double rate = steps.path("learning_rates").get(i).asDouble();
                add(name + ".learning_rate." + i, Math.abs(events.get(i).learningRate() - rate), 1e-12);
            }
            try (var start = SafetensorsFile.open(AdapterFolder.weights(top()));
                    var end = SafetensorsFile.open(AdapterFolder.weights(run.adapter()))) {
                for (var tensor : end.names()) {
                    var whole = name + "." + tensor;
                    update(whole, start.floats(tensor), end.floats(tensor), expected.floats(whole));
                }
            }
        } finally {
            AtomicFiles.deleteTree(folder);
        }
    }

    private record Collector(List<WorkerEvent.Step> steps) implements TrainWatch {
        @Override
        public void event(WorkerEvent event) {
            if (event instanceof WorkerEvent.Step step) {
                steps.add(step);
            }
        }

        @Override
        public Optional<WorkerCommand.Verb> nextCommand() {
            return Optional.empty();
        }
    }

    /// ‖own - expected‖ / ‖expected - start‖
    private void update(String name, float[] start, float[] own, float[] wanted) {
        double difference = 0;
        double way = 0;
        for (int i = 0; i < own.length; i++) {
            difference += Math.pow((double) own[i] - wanted[i], 2);
            way += Math.pow((double) wanted[i] - start[i], 2);
        }
        add(name, Math.sqrt(difference / way), STEPS_LIMIT);
    }

    void relative(String name, float[] own, float[] wanted, double limit) {
        double difference = own.length == wanted.length ? 0 : Double.POSITIVE_INFINITY;
        double largest = 0;
        for (int i = 0; i < Math.min(own.length, wanted.length); i++) {
            difference = Math.max(difference, Math.abs((double) own[i] - wanted[i]));
            largest = Math.max(largest, Math.abs(wanted[i]));
        }
        add(name, difference / largest, limit);
    }

    /// A number that is not there is as wrong as can be.
    void number(String name, @Nullable Double own, double wanted) {
        double error = own == null ? Double.POSITIVE_INFINITY : Math.abs(own - wanted);
        add(name, error / Math.max(1, Math.abs(wanted)), NUMBER_LIMIT);
    }

    private void add(String name, double error, double limit) {
        checks.add(new Check(name, error, limit, error <= limit));
    }

    private static double mean(JsonNode numbers) {
        return numbers.valueStream().mapToDouble(JsonNode::asDouble).average().orElseThrow();
    }

    private static int[] ids(JsonNode numbers) {
        return numbers.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
