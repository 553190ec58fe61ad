package sam.intake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sam.library.Example;
import sam.rows.Message;
import tools.jackson.databind.JsonNode;

/// UltraFeedback: several answers to one instruction, each rated in four ways. The best and the worst by the mean of
/// the
/// four become a pair; the overall score is not read, which is a wrong 10 in thousands of rows.
record UltraFeedbackRows() implements RowShape {
    private static final List<String> RATINGS =
            List.of("instruction_following", "honesty", "truthfulness", "helpfulness");
    private static final BigDecimal LEAST_MARGIN = BigDecimal.ONE;

    private record Rated(String response, BigDecimal mean) {}

    @Override
    public boolean fits(Fields row) {
        return row.holds("instruction")
                && row.peek("completions").path(0).has("response")
                && row.peek("completions").path(0).has("annotations");
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        if (row.optional("source").equals("truthful_qa")) {
            throw new RowRefusedException("it is of TruthfulQA, which measures models");
        }
        var instruction = row.required("instruction", "instruction");
        var rated = new ArrayList<Rated>();
        for (var completion : row.value("completions")) {
            var mean = mean(completion.path("annotations"));
            if (mean == null) {
                row.note("answers without all four ratings were left out");
            } else {
                rated.add(new Rated(Fields.textOf(completion.path("response"), "response"), mean));
            }
        }
        if (rated.size() < 2) {
            throw new RowRefusedException("fewer than two of its answers have all four ratings");
        }
        var best = rated.getFirst();
        var worst = rated.getFirst();
        for (var each : rated) {
            best = each.mean().compareTo(best.mean()) > 0 ? each : best;
            worst = each.mean().compareTo(worst.mean()) < 0 ? each : worst;
        }
        if (best.mean().subtract(worst.mean()).compareTo(LEAST_MARGIN) < 0) {
            throw new RowRefusedException("its best and its worst answer are rated less than 1 apart");
        }
        return Turns.preference(
                List.of(Message.user(instruction)),
                Message.assistant(best.response()),
                Message.assistant(worst.response()),
                null);
    }

    private static @Nullable BigDecimal mean(JsonNode annotations) {
        var sum = BigDecimal.ZERO;
        for (var name : RATINGS) {
            var rating = Fields.numberOf(annotations.path(name).path("Rating"));
            if (rating == null) {
                return null;
            }
            sum = sum.add(rating);
        }
        return sum.divide(BigDecimal.valueOf(RATINGS.size()), 4, RoundingMode.HALF_EVEN);
    }
}
