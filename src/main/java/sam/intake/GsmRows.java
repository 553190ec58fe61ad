package sam.intake;

import java.util.List;
import java.util.regex.Pattern;
import sam.library.Example;
import sam.rows.Message;

/// GSM8K: a word problem, worked steps with calculator marks `<<48/2=24>>`, and the number after `####`.
record GsmRows() implements RowShape {
    private static final Pattern CALCULATOR = Pattern.compile("<<[^<>\n]*>>");
    private static final String FINAL = "####";

    @Override
    public boolean fits(Fields row) {
        return row.holds("question") && row.peek("answer").asString("").contains(FINAL);
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var question = row.required("question", "question");
        var worked = row.required("answer", "answer");
        int mark = worked.lastIndexOf(FINAL);
        var result = mark < 0 ? "" : worked.substring(mark + FINAL.length()).strip();
        if (result.isEmpty()) {
            throw new RowRefusedException("there is no final answer after ####");
        }
        var marked = worked.substring(0, mark);
        var steps = withoutCalculator(row, marked).strip();
        if (steps.isEmpty()) {
            throw new RowRefusedException("there are no worked steps before ####");
        }
        return new Example.Reasoned(Around.turns(row, List.of(Message.user(question.strip()))), steps, result);
    }

    /// The steps without what is meant for a calculator.
    static String withoutCalculator(Fields row, String steps) {
        var plain = CALCULATOR.matcher(steps).replaceAll("");
        if (plain.length() < steps.length()) {
            row.note("calculator marks like <<48/2=24>> were left out of the steps");
        }
        return plain;
    }
}
