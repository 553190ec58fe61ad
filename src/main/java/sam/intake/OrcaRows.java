package sam.intake;

import java.math.BigDecimal;
import java.util.List;
import sam.library.Example;
import sam.rows.Message;

/// The Orca pairs that distilabel judged again: ties, low scores and questions of GSM8K are refused. A row whose status
/// is “swapped” has its answers in the right order already.
record OrcaRows() implements RowShape {
    private static final BigDecimal LEAST_SCORE = BigDecimal.valueOf(8);

    @Override
    public boolean fits(Fields row) {
        return row.holds("input") && row.holds("status") && row.hasKey("chosen_score") && row.hasKey("in_gsm8k_train");
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        if (row.optional("status").equals("tie")) {
            throw new RowRefusedException("neither of its answers is the better one: its status is tie");
        }
        if (Boolean.TRUE.equals(row.flag("in_gsm8k_train"))) {
            throw new RowRefusedException("its question is one of GSM8K");
        }
        var score = row.number("chosen_score");
        if (score == null || score.compareTo(LEAST_SCORE) < 0) {
            throw new RowRefusedException("its chosen answer scores less than 8");
        }
        var question = Message.user(row.required("input", "input"));
        return Turns.preference(
                Around.turns(row, List.of(question)),
                Message.assistant(row.text("chosen")),
                Message.assistant(row.text("rejected")),
                null);
    }
}
