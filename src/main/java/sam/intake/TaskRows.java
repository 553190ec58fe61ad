package sam.intake;

import java.util.List;
import sam.library.Example;
import sam.rows.Message;

/// Tasks put into words by templates: P3, of which only the texts are read and no tokens, and FLAN, of which only the
/// prompts without examples are taken.
record TaskRows(boolean p3) implements RowShape {
    @Override
    public boolean fits(Fields row) {
        return p3
                ? row.holds("inputs_pretokenized") && row.hasKey("targets_pretokenized")
                : row.holds("inputs") && row.hasKey("targets") && row.hasKey("template_type");
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        return p3 ? ofP3(row) : ofFlan(row);
    }

    private static Example ofP3(Fields row) throws RowRefusedException {
        if (row.hasKey("is_correct") && !row.json().path("is_correct").isNull() || row.holds("idx")) {
            throw new RowRefusedException("it is of a set that scores choices (_score_eval)");
        }
        for (var read : List.of("inputs", "targets", "answer_choices", "weight")) {
            row.use(read);
        }
        return asked(
                row.required("inputs_pretokenized", "inputs_pretokenized"),
                row.required("targets_pretokenized", "answer"));
    }

    private static Example ofFlan(Fields row) throws RowRefusedException {
        if (!row.optional("template_type").startsWith("zs")) {
            throw new RowRefusedException("its prompt holds examples (a few-shot template)");
        }
        return asked(row.required("inputs", "inputs"), row.required("targets", "answer"));
    }

    private static Example asked(String question, String answer) throws RowRefusedException {
        return Turns.chat(List.of(Message.user(question.strip()), Message.assistant(answer.strip())), null);
    }
}
