package sam.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import sam.adapters.AdapterFolder;
import sam.adapters.LoraShape;
import sam.engine.LoadedModel;
import sam.engine.TokenBatch;
import sam.packing.StepPlan;
import sam.protocol.Objective;
import sam.protocol.Rewards;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;
import sam.training.Evaluation;
import sam.training.LoraTrainer;
import sam.training.ReferencePass;
import sam.training.Row;
import sam.training.StepLoss;
import sam.training.TrainWatch;
import sam.training.TrainingData;
import tools.jackson.databind.JsonNode;

/// The part of a fixture that goes through every objective: one step of each case's rows as the trainer takes it.
record ObjectiveParity(Parity parity) {
    private static final TrainWatch NOBODY = new TrainWatch() {
        @Override
        public void event(WorkerEvent event) {}

        @Override
        public Optional<WorkerCommand.Verb> nextCommand() {
            return Optional.empty();
        }
    };

    void check() throws IOException {
        try (var loaded = LoadedModel.open(parity.model, parity.stack())) {
            var init = AdapterFolder.read(parity.top(), loaded.config());
            var shape = LoraShape.of(init, loaded.config());
            try (var lora = new LoraTrainer(loaded, shape, init.flat(shape, loaded.config()))) {
                for (var each : parity.json.path("objectives")) {
                    check(each, loaded, lora);
                }
            }
        }
    }

    /// Adapters with ranks and alphas of their own in some places: loss and gradients as the one in training,
    /// logits as one of the stack.
    void checkPatterns() throws IOException {
        for (var entry : parity.json.path("patterns").properties()) {
            var name = entry.getKey();
            var part = entry.getValue();
            var folder = parity.fixture.resolve(part.path("init").asString());
            try (var loaded = LoadedModel.open(parity.model, parity.stack())) {
                var init = AdapterFolder.read(folder, loaded.config());
                var shape = LoraShape.of(init, loaded.config());
                var rows = TrainingData.readAll(
                                parity.fixture.resolve(part.path("rows").asString()), loaded)
                        .stream()
                        .map(Row.Tokens.class::cast)
                        .toList();
                try (var lora = new LoraTrainer(loaded, shape, init.flat(shape, loaded.config()))) {
                    parity.number(
                            name + ".loss", lora.sft(rows, 0), part.path("loss").asDouble());
                    parity.compare(name + ".grad.", shape, lora, loaded);
                }
            }
            var all = new ArrayList<>(parity.stack());
            all.add(folder);
            try (var loaded = LoadedModel.open(parity.model, all);
                    var step = loaded.scope().inner()) {
                var ids = part.path("input_ids")
                        .valueStream()
                        .mapToInt(JsonNode::asInt)
                        .toArray();
                var at = LongStream.range(0, ids.length).toArray();
                parity.relative(
                        name + ".logits",
                        loaded.pass()
                                .logits(TokenBatch.of(step, List.of(ids)), at, step)
                                .toFloatArray(),
                        parity.expected.floats(name + ".logits"),
                        Parity.LOGITS_LIMIT);
            }
        }
    }

    private void check(JsonNode each, LoadedModel loaded, LoraTrainer lora) throws IOException {
        var name = each.path("name").asString();
        var objective = Objective.valueOf(each.path("objective").asString().toUpperCase(Locale.ROOT));
        var settings = TrainingSettings.defaults(objective)
                .with(each.path("settings"))
                .with(Map.of("shuffle_dataset", "false"));
        var order = new TrainOrder(
                parity.model.toString(),
                parity.stack().stream().map(Path::toString).toList(),
                parity.top().toString(),
                parity.fixture.resolve(each.path("rows").asString()).toString(),
                objective,
                settings,
                0);
        var rows = TrainingData.read(Path.of(order.data()), loaded, objective, settings)
                .rows();
        var plan = StepPlan.of(objective, settings, rows.size());
        var loss = StepLoss.of(order, loaded, lora, new Evaluation(rows, rows), plan, ReferencePass.unkept(loaded));
        var learnt = loss.learn(plan.rowsOf(1), 2);
        parity.number(name + ".loss", learnt.loss(), each.path("loss").asDouble());
        numbers(name, each, learnt.rewards());
        if (learnt.rewards().kl() != null) {
            parity.number(name + ".kl", learnt.rewards().kl(), each.path("kl").asDouble());
        }
        parity.compare(name + ".grad.", lora.shape(), lora, loaded);
        var said = loss.ask();
        if (objective.takesPairs()) {
            parity.number(name + ".asked.loss", said.loss(), each.path("loss").asDouble());
        }
        numbers(name + ".asked", each, said.rewards());
    }

    private void numbers(String name, JsonNode each, Rewards rewards) {
        parity.number(
                name + ".rewards_chosen",
                rewards.chosen(),
                each.path("rewards_chosen").asDouble());
        parity.number(
                name + ".rewards_rejected",
                rewards.rejected(),
                each.path("rewards_rejected").asDouble());
        if (each.has("accuracy")) {
            parity.number(
                    name + ".accuracy",
                    rewards.accuracy(),
                    each.path("accuracy").asDouble());
        }
    }
}
