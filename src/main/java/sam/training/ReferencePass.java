package sam.training;

import java.io.IOException;
import java.util.List;
import sam.engine.LoadedModel;

/// What the stack below a LoRA says of pairs.
public interface ReferencePass {
    /// The pairs among the rows with what the stack below says of them; `task` names them in the journal.
    List<ReferencedPair> of(List<? extends Row> rows, String task) throws IOException;

    /// As [DpoObjective#requireSameStart].
    void requireSameStart(PairLogps logps, double perToken) throws IOException;

    /// Computed whenever it is asked, kept nowhere.
    static ReferencePass unkept(LoadedModel model) {
        return new ReferencePass() {
            @Override
            public List<ReferencedPair> of(List<? extends Row> rows, String task) throws IOException {
                return ReferencedPair.of(List.copyOf(rows), model, _ -> {});
            }

            @Override
            public void requireSameStart(PairLogps logps, double perToken) {
                DpoObjective.requireSameStart(logps, perToken);
            }
        };
    }
}
