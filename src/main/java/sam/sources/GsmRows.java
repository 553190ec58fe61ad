package sam.sources;

import java.util.List;
import java.util.regex.Pattern;
import sam.library.Example;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// GSM8K: a word problem, worked steps with calculator marks `<<48/2=24>>`, and the number after `####`.
record GsmRows() implements RowShape {
    private static final Pattern CALCULATOR = Pattern.compile("<<[^<>\n]*>>");
    private static final String FINAL = "####";

    @Override
    public boolean fits(JsonNode row) {
        return row.has("question") && row.path("answer").asString("").contains(FINAL);
    }

    @Override
    public void read(long line, JsonNode row, Sink sink) throws RowRefusedException {
        var question = Turns.required(row, "question", "question");
        var worked = Turns.required(row, "answer", "answer");
        int mark = worked.lastIndexOf(FINAL);
        var result = mark < 0 ? "" : worked.substring(mark + FINAL.length()).strip();
        if (result.isEmpty()) {
            throw new RowRefusedException("there is no final answer after ####");
        }
        var steps = CALCULATOR.matcher(worked.substring(0, mark)).replaceAll("").strip();
        if (steps.isEmpty()) {
            throw new RowRefusedException("there are no worked steps before ####");
        }
        sink.take(line, new Example.Reasoned(List.of(Message.user(question.strip())), steps, result), row);
    }
}
