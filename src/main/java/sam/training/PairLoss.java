package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sam.engine.LoadedModel;
import sam.engine.Precision;
import sam.packing.StepPlan;
import sam.protocol.TrainOrder;

/// DPO, ORPO and CPO: pairs, for DPO against what the stack below says of them.
///
/// `sameStart` is how far, per token, the policy may be from its reference before its first step.
record PairLoss(
        LoraTrainer lora,
        PairTerms terms,
        long seed,
        List<ReferencedPair> pairs,
        List<ReferencedPair> held,
        ReferencePass references,
        double sameStart)
        implements StepLoss {
    static PairLoss of(TrainOrder order, LoadedModel model, LoraTrainer lora, Evaluation rows, ReferencePass references)
            throws IOException {
        boolean refers = order.objective().refersToTheStackBelow();
        return new PairLoss(
                lora,
                terms(order),
                order.settings().batches().seed(),
                refers ? references.of(rows.learnt(), "reference") : alone(rows.learnt()),
                refers ? references.of(rows.held(), "evaluation reference") : alone(rows.held()),
                references,
                !refers ? Double.POSITIVE_INFINITY : sameStart(model));
    }

    /// The loss an order asks for; refuses settings its objective does not know.
    static PairTerms terms(TrainOrder order) {
        return switch (order.objective()) {
            case DPO -> DpoObjective.terms(order.settings());
            case CPO -> CpoTerms.of(order.settings());
            case ORPO -> OrpoTerms.of(order.settings());
            case SFT, KTO -> throw new IllegalArgumentException(order.objective() + " has no pairs");
        };
    }

    static double sameStart(LoadedModel model) {
        return model.precision() == Precision.FLOAT32 ? 1e-5 : 0.05;
    }

    private static List<ReferencedPair> alone(List<Row> rows) {
        return rows.stream()
                .map(row -> new ReferencedPair((Row.Pair) row, 0, 0))
                .toList();
    }

    @Override
    public Learnt learn(int[] indices, long step) throws IOException {
        long tokens = 0;
        var some = new ArrayList<ReferencedPair>();
        for (int index : indices) {
            some.add(pairs.get(index));
            tokens += some.getLast().pair().tokens();
        }
        var logps = lora.pairs(some, terms, StepPlan.mix(seed, step));
        if (step == 1 && lora.isZero()) {
            references.requireSameStart(logps, sameStart);
        }
        return new Learnt(terms.loss(logps), tokens, terms.rewards(logps));
    }

    @Override
    public Evaluation.Said ask() throws IOException {
        var logps = lora.askPairs(held, terms);
        return new Evaluation.Said(terms.loss(logps), terms.rewards(logps));
    }
}
