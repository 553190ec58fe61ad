package sam.training;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.llm.LoadedModel;
import sam.protocol.TrainOrder;

/// What an objective makes of rows: a step's loss with its gradients, and the loss of the rows held out.
sealed interface StepLoss permits SftLoss, DpoLoss {
    /// One step's mean loss, how many tokens it went through, and its rewards where it has some.
    record Learnt(double loss, long tokens, @Nullable DpoObjective preference) {}

    /// Adds the gradients of a step of the rows with these numbers. Steps count from 1.
    Learnt learn(int[] rows, long step) throws IOException;

    /// What the model says of the rows held out: no dropout, no gradients.
    Evaluation.Said ask() throws IOException;

    /// The loss of an order's objective on its rows. What the stack below says of them is asked here, once.
    static StepLoss of(TrainOrder order, LoadedModel model, LoraTrainer lora, Evaluation rows, TrainWatch watch)
            throws IOException {
        return switch (order.objective()) {
            case SFT -> new SftLoss(lora, order.settings(), sequences(rows.learnt()), sequences(rows.held()));
            case DPO -> DpoLoss.of(order, model, lora, rows, watch);
        };
    }

    private static List<Row.Tokens> sequences(List<Row> rows) {
        return rows.stream().map(Row.Tokens.class::cast).toList();
    }
}
