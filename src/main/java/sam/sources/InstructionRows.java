package sam.sources;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Instruction sets of one question and one answer: Alpaca, Dolly, GPTeacher. They differ in the names of their fields.
record InstructionRows(String context, String answer, String tell) implements RowShape {
    private static final int LONGEST_PLACEHOLDER = 12;
    private static final Set<String> NO_INPUT =
            Set.of("<no input>", "no input", "noinput", "<noinput>", "n/a", "none", "<none>");
    private static final Set<String> NO_ANSWER =
            Set.of("n/a", "<no output>", "no output", "<nooutput>", "<noinput>", "<no input>", "output:", "none");
    /// Two tasks of a generated list that were never cut apart.
    private static final Pattern MERGED = Pattern.compile("\n#+\\s*\n?\\s*\\d+\\. Instruction:");

    private static final Pattern CITATION = Pattern.compile("\\[\\d{1,3}]");

    static InstructionRows alpaca() {
        return new InstructionRows("input", "output", "output");
    }

    static InstructionRows dolly() {
        return new InstructionRows("context", "response", "context");
    }

    static InstructionRows gpteacher() {
        return new InstructionRows("input", "response", "input");
    }

    @Override
    public boolean fits(JsonNode row) {
        return row.has("instruction") && row.has(answer) && row.has(tell);
    }

    @Override
    public void read(long line, JsonNode row, Sink sink) throws RowRefusedException {
        var instruction = Turns.required(row, "instruction", "instruction");
        var said = Turns.required(row, answer, "answer");
        if (isOneOf(NO_ANSWER, said)) {
            throw new RowRefusedException("the answer is a placeholder");
        }
        if (isMerged(instruction) || isMerged(said)) {
            throw new RowRefusedException("two instructions run together");
        }
        var given = given(Turns.optional(row, context));
        sink.take(line, Turns.exchange(given.isEmpty() ? instruction : instruction + "\n\n" + given, said), row);
    }

    private String given(String text) {
        // Dolly's contexts come from an encyclopedia with its footnote marks; its authors recommend to remove them
        var clean = context.equals("context") ? CITATION.matcher(text).replaceAll("") : text;
        return isOneOf(NO_INPUT, clean) ? "" : clean.strip();
    }

    private static boolean isOneOf(Set<String> placeholders, String text) {
        var bare = text.strip();
        return bare.length() <= LONGEST_PLACEHOLDER && placeholders.contains(bare.toLowerCase(Locale.ROOT));
    }

    private static boolean isMerged(String text) {
        return text.contains(". Instruction:") && MERGED.matcher(text).find();
    }
}
