package sam.intake;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.intake.Mapping.Part;
import sam.library.Example;
import sam.rows.Message;
import tools.jackson.databind.node.JsonNodeFactory;

/// Rows whose parts lie in the columns that a person named.
record MappedRows(Mapping mapping) implements RowShape {
    private static final Pattern COLUMN = Pattern.compile("\\{([^{}]+)}");

    @Override
    public boolean fits(Fields row) {
        return true;
    }

    /// What other columns say was left out by the person.
    @Override
    public boolean isSaid() {
        return true;
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        return switch (mapping.kind()) {
            case CHAT ->
                Turns.chat(with(row, List.of(question(row), Message.assistant(needed(row, Part.ANSWER)))), null);
            case CONVERSATION -> Turns.chat(with(row, messages(row)), null);
            case REASONED ->
                new Example.Reasoned(
                        with(row, List.of(question(row))),
                        GsmRows.withoutCalculator(row, needed(row, Part.STEPS)).strip(),
                        needed(row, Part.KEY).strip());
            case PREFERENCE ->
                Turns.preference(
                        with(row, List.of(question(row))),
                        Message.assistant(needed(row, Part.CHOSEN)),
                        Message.assistant(needed(row, Part.REJECTED)),
                        null);
            case DIFF ->
                new Example.Diff(needed(row, Part.INSTRUCTION), text(row, Part.BEFORE), needed(row, Part.DIFF));
            case DOCUMENT -> document(row);
        };
    }

    private Message question(Fields row) throws RowRefusedException {
        var instruction = needed(row, Part.INSTRUCTION);
        var input = text(row, Part.INPUT);
        return Message.user(input.isBlank() ? instruction : instruction + "\n\n" + input);
    }

    private List<Message> with(Fields row, List<Message> turns) throws RowRefusedException {
        var system = text(row, Part.SYSTEM);
        return system.isBlank() ? turns : Turns.under(system, turns);
    }

    private Example document(Fields row) throws RowRefusedException {
        var text = needed(row, Part.TEXT);
        var title = text(row, Part.TITLE).strip();
        return new Example.Document(
                title.isEmpty() ? text.strip().lines().findFirst().orElse("") : title, text);
    }

    /// A list of messages, or the JSON text of one.
    private List<Message> messages(Fields row) throws RowRefusedException {
        var column = mapping.parts().get(Part.MESSAGES);
        var name = column == null || column.column() == null ? "" : column.column();
        var value = row.value(name);
        if (value.isString() && VerbatimJson.parse(value.asString()) instanceof tools.jackson.databind.JsonNode list) {
            var holder = JsonNodeFactory.instance.objectNode();
            holder.set(name, list);
            return Messages.in(Fields.of(holder), name);
        }
        return Messages.in(row, name);
    }

    private String needed(Fields row, Part part) throws RowRefusedException {
        var text = text(row, part);
        if (text.isBlank()) {
            throw new RowRefusedException(Plain.text("the %s is empty", part.key()));
        }
        return text;
    }

    private String text(Fields row, Part part) throws RowRefusedException {
        var source = mapping.parts().get(part);
        if (source == null) {
            return "";
        }
        return source.column() != null ? row.optional(source.column()) : filled(row, source.template());
    }

    private static String filled(Fields row, @Nullable String said) throws RowRefusedException {
        var template = said == null ? "" : said;
        var text = new StringBuilder();
        var columns = COLUMN.matcher(template);
        int from = 0;
        while (columns.find()) {
            text.append(template, from, columns.start()).append(row.optional(columns.group(1)));
            from = columns.end();
        }
        return text.append(template, from, template.length()).toString().strip();
    }
}
