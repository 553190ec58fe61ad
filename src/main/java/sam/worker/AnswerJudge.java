package sam.worker;

import java.util.regex.Pattern;
import sam.durable.Plain;

/// Says whether a generated answer is what a held-out row asks for: 1 or 0.
final class AnswerJudge {
    private AnswerJudge() {}

    static double judge(Measure measure, Measure.Row row, String answer) {
        boolean good = switch (measure.kind()) {
            case "exact" -> answer.strip().equals(String.valueOf(row.expected()).strip());
            case "pattern" -> found(measure.pattern(), answer);
            case "pattern_split" -> found(measure.pattern(), answer) == row.property();
            case "answer" ->
                found(measure.stepsPattern(), answer)
                        && lastMatch(measure.answerPattern(), answer).equals(row.answer());
            default -> throw new WorkerException(Plain.text("There is no kind of measure %s.", measure.kind()));
        };
        return good ? 1 : 0;
    }

    private static boolean found(@org.jspecify.annotations.Nullable String pattern, String answer) {
        return pattern == null || Pattern.compile(pattern).matcher(answer).find();
    }

    private static String lastMatch(@org.jspecify.annotations.Nullable String pattern, String answer) {
        if (pattern == null) {
            throw new WorkerException("A measure of kind answer needs an answer_pattern.");
        }
        var matcher = Pattern.compile(pattern).matcher(answer);
        var last = "";
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }
}
