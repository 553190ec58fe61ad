package sam.intake;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import sam.library.Example;
import sam.rows.Message;

/// Instruction sets of one question and one answer: Alpaca, Dolly, GPTeacher. They differ in the names of their fields.
record InstructionRows(Kind kind) implements RowShape {
    enum Kind {
        ALPACA,
        DOLLY,
        GPTEACHER
    }

    private static final int LONGEST_PLACEHOLDER = 12;
    private static final Set<String> NO_INPUT =
            Set.of("<no input>", "no input", "noinput", "<noinput>", "n/a", "none", "<none>");
    private static final Set<String> NO_ANSWER =
            Set.of("n/a", "<no output>", "no output", "<nooutput>", "<noinput>", "<no input>", "output:", "none");
    private static final Pattern ADDRESS = Pattern.compile("https?://\\S+");

    /// Two tasks of a generated list that were never cut apart.
    private static final Pattern MERGED = Pattern.compile("\n#+\\s*\n?\\s*\\d+\\. Instruction:");

    static InstructionRows alpaca() {
        return new InstructionRows(Kind.ALPACA);
    }

    static InstructionRows dolly() {
        return new InstructionRows(Kind.DOLLY);
    }

    static InstructionRows gpteacher() {
        return new InstructionRows(Kind.GPTEACHER);
    }

    @Override
    public boolean fits(Fields row) {
        return row.holds("instruction")
                && switch (kind) {
                    case ALPACA -> row.holds("output");
                    case DOLLY -> row.holds("response") && row.hasKey("context") && !row.holds("input");
                    case GPTEACHER -> row.holds("response") && !row.holds("context");
                };
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var instruction = row.required("instruction", "instruction");
        var said = row.required(kind == Kind.ALPACA ? "output" : "response", "answer");
        if (isOneOf(NO_ANSWER, said)) {
            throw new RowRefusedException("the answer is a placeholder");
        }
        if (isMerged(instruction) || isMerged(said)) {
            throw new RowRefusedException("two instructions run together");
        }
        var given = context(row);
        if (ADDRESS.matcher(given.strip()).matches()) {
            throw new RowRefusedException("its input is only an address, which no model can open");
        }
        if (kind == Kind.DOLLY && !given.isEmpty()) {
            var clean = Footnotes.removed(given);
            if (!clean.equals(given)) {
                row.note("footnote marks like [3] were left out of the context");
                given = clean;
            }
        }
        var question = Message.user(given.isBlank() ? instruction : instruction + "\n\n" + given);
        return Turns.chat(Around.turns(row, List.of(question, Message.assistant(said))), Around.tools(row));
    }

    /// What the instruction is about, from the one of `input` and `context` that holds it.
    static String context(Fields row) throws RowRefusedException {
        var input = row.optional("input");
        var context = row.optional("context");
        if (!input.isBlank() && !context.isBlank() && !input.equals(context)) {
            throw new RowRefusedException("it has both “input” and “context”, and they differ");
        }
        var given = input.isBlank() ? context : input;
        if (isOneOf(NO_INPUT, given)) {
            row.note("placeholders like “<noinput>” were left out");
            return "";
        }
        return given;
    }

    private static boolean isOneOf(Set<String> placeholders, String text) {
        var bare = text.strip();
        return bare.length() <= LONGEST_PLACEHOLDER && placeholders.contains(bare.toLowerCase(Locale.ROOT));
    }

    private static boolean isMerged(String text) {
        return text.contains(". Instruction:") && MERGED.matcher(text).find();
    }
}
