package sam.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sam.library.Example;
import sam.rows.Message;

/// A question with a rationale and its key: AQuA, whose key is the letter of an option, and FLAN's chain-of-thought
/// sets, whose line breaks are written `\n`.
record ReasonedRows(boolean options) implements RowShape {
    @Override
    public boolean fits(Fields row) {
        return row.holds("question")
                && row.holds("rationale")
                && (options ? row.peek("options").isArray() && row.holds("correct") : row.holds("answer"));
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var question = unescaped(row, row.required("question", "question")).strip();
        var steps = GsmRows.withoutCalculator(row, unescaped(row, row.required("rationale", "rationale")))
                .strip();
        if (steps.isEmpty()) {
            throw new RowRefusedException("the rationale is empty");
        }
        if (!options) {
            var key = unescaped(row, row.required("answer", "answer")).strip();
            return new Example.Reasoned(Around.turns(row, List.of(Message.user(question))), steps, key);
        }
        var key = row.required("correct", "key").strip().toUpperCase(Locale.ROOT);
        var lines = new ArrayList<>(List.of(question));
        boolean isOne = false;
        for (var option : row.value("options")) {
            var text = Fields.textOf(option, "options").strip();
            lines.add(text);
            isOne |= text.toUpperCase(Locale.ROOT).startsWith(key + ")");
        }
        if (!isOne) {
            throw new RowRefusedException("its key is none of its options");
        }
        return new Example.Reasoned(List.of(Message.user(String.join("\n", lines))), steps, key);
    }

    /// Only where the text has no line breaks of its own.
    private static String unescaped(Fields row, String text) {
        if (text.indexOf('\n') >= 0 || !text.contains("\\n")) {
            return text;
        }
        row.note("line breaks that were written \\n are line breaks now");
        return text.replace("\\n", "\n");
    }
}
