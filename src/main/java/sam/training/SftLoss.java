package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sam.durable.Plain;
import sam.packing.StepPlan;
import sam.protocol.Rewards;
import sam.protocol.TrainingSettings;

/// SFT: the mean -log p over all targets of a step.
record SftLoss(LoraTrainer lora, TrainingSettings settings, List<Row.Tokens> rows, List<Row.Tokens> held)
        implements StepLoss {
    static void requireFor(TrainingSettings settings) {
        if (!settings.loss().type().equals(List.of("nll"))) {
            throw new TrainingException(
                    Plain.text(
                            "loss_type %s is not for SFT.",
                            String.join(",", settings.loss().type())),
                    "Use nll, or another --objective.");
        }
    }

    @Override
    public Learnt learn(int[] indices, long step) throws IOException {
        long tokens = 0;
        var some = new ArrayList<Row.Tokens>();
        for (int index : indices) {
            some.add(rows.get(index));
            tokens += some.getLast().tokens();
        }
        return new Learnt(lora.sft(some, StepPlan.mix(settings.batches().seed(), step)), tokens, Rewards.NONE);
    }

    @Override
    public Evaluation.Said ask() throws IOException {
        double sum = 0;
        long tokens = 0;
        for (var row : lora.score(held)) {
            sum += row.logp();
            tokens += row.tokens();
        }
        return new Evaluation.Said(-sum / tokens, Rewards.NONE);
    }
}
