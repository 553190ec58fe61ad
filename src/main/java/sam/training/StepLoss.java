package sam.training;

import java.io.IOException;
import java.util.List;
import sam.engine.LoadedModel;
import sam.packing.StepPlan;
import sam.protocol.Rewards;
import sam.protocol.TrainOrder;

/// What an objective makes of rows: a step's loss with its gradients, and the loss of the rows held out.
public sealed interface StepLoss permits SftLoss, PairLoss, KtoLoss {
    /// One step's mean loss, how many tokens it went through, and what else its objective says of it.
    record Learnt(double loss, long tokens, Rewards rewards) {}

    /// Adds the gradients of a step of the rows with these numbers. Steps count from 1.
    Learnt learn(int[] rows, long step) throws IOException;

    /// What the model says of the rows held out: no dropout, no gradients.
    Evaluation.Said ask() throws IOException;

    /// Refuses an order whose objective does not know its losses.
    static void requireFor(TrainOrder order) {
        switch (order.objective()) {
            case SFT -> SftLoss.requireFor(order.settings());
            case DPO, ORPO, CPO -> PairLoss.terms(order);
            case KTO -> KtoObjective.of(order.settings());
        }
    }

    /// The loss of an order's objective on its rows. What the stack below says of them is asked here, once.
    static StepLoss of(
            TrainOrder order,
            LoadedModel model,
            LoraTrainer lora,
            Evaluation rows,
            StepPlan plan,
            ReferencePass references)
            throws IOException {
        return switch (order.objective()) {
            case SFT -> new SftLoss(lora, order.settings(), sequences(rows.learnt()), sequences(rows.held()));
            case DPO, ORPO, CPO -> PairLoss.of(order, model, lora, rows, references);
            case KTO -> KtoLoss.of(order, model, lora, rows, plan, references);
        };
    }

    private static List<Row.Tokens> sequences(List<Row> rows) {
        return rows.stream().map(Row.Tokens.class::cast).toList();
    }
}
