package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sam.llm.LoadedModel;
import sam.llm.engine.Precision;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.protocol.WorkerEvent;

/// DPO: pairs against what the stack below says of them.
///
/// `sameStart` is how far, per token, the policy may be from its reference before its first step.
record DpoLoss(
        LoraTrainer lora,
        TrainingSettings settings,
        List<ReferencedPair> pairs,
        List<ReferencedPair> held,
        double sameStart)
        implements StepLoss {
    static DpoLoss of(TrainOrder order, LoadedModel model, LoraTrainer lora, Evaluation rows, TrainWatch watch)
            throws IOException {
        return new DpoLoss(
                lora,
                order.settings(),
                referenced(rows.learnt(), model, watch, "reference"),
                referenced(rows.held(), model, watch, "evaluation reference"),
                model.precision() == Precision.FLOAT32 ? 1e-5 : 0.05);
    }

    private static List<ReferencedPair> referenced(List<Row> rows, LoadedModel model, TrainWatch watch, String task)
            throws IOException {
        return ReferencedPair.of(rows, model, done -> watch.event(new WorkerEvent.Progress(task, done, rows.size())));
    }

    @Override
    public Learnt learn(int[] indices, long step) throws IOException {
        long tokens = 0;
        var some = new ArrayList<ReferencedPair>();
        for (int index : indices) {
            some.add(pairs.get(index));
            tokens += some.getLast().pair().tokens();
        }
        var logps = lora.dpo(some, settings, StepPlan.mix(settings.seed(), step));
        if (step == 1 && lora.isZero()) {
            DpoObjective.requireSameStart(logps, sameStart);
        }
        var preference = DpoObjective.of(logps, settings);
        return new Learnt(preference.loss(), tokens, preference);
    }

    @Override
    public Evaluation.Said ask() throws IOException {
        var logps = lora.scorePairs(held.stream().map(ReferencedPair::pair).toList());
        var policy = new double[2 * logps.length];
        for (int i = 0; i < logps.length; i++) {
            policy[i] = logps[i][0];
            policy[logps.length + i] = logps[i][1];
        }
        var preference = DpoObjective.of(ReferencedPair.logps(held, policy), settings);
        return new Evaluation.Said(preference.loss(), preference);
    }
}
