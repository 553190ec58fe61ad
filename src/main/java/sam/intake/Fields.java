package sam.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import tools.jackson.databind.JsonNode;

/// A row, or an object in it, as the formats read it: what is null, blank or made of nothing else is absent, and every
/// field that was read is remembered, so that no other is left out in silence.
final class Fields {
    private final JsonNode object;
    private final String path;
    private final Set<String> used = new HashSet<>();
    private final List<Fields> inner = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final boolean byKey;

    private Fields(JsonNode object, String path, boolean byKey) {
        this.object = object;
        this.path = path;
        this.byKey = byKey;
    }

    static Fields of(JsonNode row) {
        return new Fields(row, "", false);
    }

    /// The same row, of which every key that is there counts as holding something.
    static Fields byKey(JsonNode row) {
        return new Fields(row, "", true);
    }

    JsonNode json() {
        return object;
    }

    /// Whether a field holds content.
    boolean holds(String name) {
        var value = object.get(name);
        return value != null && (byKey || isContent(value));
    }

    boolean hasKey(String name) {
        return object.has(name);
    }

    /// The first of these fields that holds content.
    @Nullable
    String firstOf(String... names) {
        for (var name : names) {
            if (holds(name)) {
                return name;
            }
        }
        return null;
    }

    /// Looks without reading; a missing node where there is no content.
    JsonNode peek(String name) {
        return holds(name) ? object.path(name) : object.path("");
    }

    /// The value of a field that must hold content.
    JsonNode value(String name) throws RowRefusedException {
        used.add(name);
        var value = object.get(name);
        if (value == null || !isContent(value)) {
            throw new RowRefusedException(Plain.text("it has no field “%s”", path + name));
        }
        return value;
    }

    /// Says that a field was read, or means nothing further.
    void use(String name) {
        used.add(name);
    }

    /// The text of a field that must be there, though it may be empty; numbers and truth values count as text.
    String text(String name) throws RowRefusedException {
        used.add(name);
        var value = object.get(name);
        if (value == null || value.isNull()) {
            throw new RowRefusedException(Plain.text("it has no field “%s”", path + name));
        }
        return textOf(value, path + name);
    }

    String optional(String name) throws RowRefusedException {
        used.add(name);
        return holds(name) ? textOf(object.path(name), path + name) : "";
    }

    String required(String name, String what) throws RowRefusedException {
        var text = text(name);
        if (text.isBlank()) {
            throw new RowRefusedException(Plain.text("the %s is empty", what));
        }
        return text;
    }

    /// A truth value however it is written; null where none is said or it is something else.
    @Nullable
    Boolean flag(String name) {
        used.add(name);
        return truth(object.path(name));
    }

    /// A number however it is written; null where there is none.
    @Nullable
    BigDecimal number(String name) {
        used.add(name);
        return numberOf(object.path(name));
    }

    /// An object in a field, whose own fields are watched too.
    Fields inner(String name, JsonNode value) {
        used.add(name);
        // a tree of replies names its fields once, however deep they lie
        var place = path.endsWith(name + ".") ? path : path + name + ".";
        var fields = new Fields(value, place, false);
        inner.add(fields);
        return fields;
    }

    /// Something about the row that the person is told once for all rows it is true of.
    void note(String note) {
        notes.add(note);
    }

    Set<String> notes() {
        return notes;
    }

    /// A field that holds content and was not read.
    record Left(String path, String name, JsonNode value) {}

    List<Left> left() {
        var left = new ArrayList<Left>();
        collect(left);
        return left;
    }

    private void collect(List<Left> left) {
        for (var entry : object.properties()) {
            if (!used.contains(entry.getKey()) && isContent(entry.getValue())) {
                left.add(new Left(path + entry.getKey(), entry.getKey(), entry.getValue()));
            }
        }
        inner.forEach(fields -> fields.collect(left));
    }

    static boolean isContent(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return false;
        }
        if (value.isString()) {
            return !value.asString().isBlank();
        }
        if (value.isContainer()) {
            for (var child : value) {
                if (isContent(child)) {
                    return true;
                }
            }
            return false;
        }
        return true;
    }

    static String textOf(JsonNode value, String name) throws RowRefusedException {
        if (value.isContainer()) {
            throw new RowRefusedException(Plain.text("the field “%s” is no text", name));
        }
        var digits = VerbatimJson.digits(value);
        return digits != null ? digits : sound(value.asString(""));
    }

    static @Nullable Boolean truth(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        var number = numberOf(value);
        if (number != null) {
            return number.signum() == 0 ? Boolean.FALSE : number.compareTo(BigDecimal.ONE) == 0 ? true : null;
        }
        return switch (value.isString() ? value.asString().strip().toLowerCase(Locale.ROOT) : "") {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> null;
        };
    }

    static @Nullable BigDecimal numberOf(JsonNode value) {
        var digits = VerbatimJson.digits(value);
        if (digits == null) {
            digits = value.isString() ? value.asString().strip() : "";
        }
        // a number of thousands of digits, or of that many zeros, is no rank and no score
        if (digits.isEmpty() || digits.length() > 40) {
            return null;
        }
        try {
            var number = new BigDecimal(digits);
            return Math.abs((long) number.scale()) > 400 ? null : number;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /// Refuses half a surrogate pair: no UTF-8 file can hold it again.
    private static String sound(String text) throws RowRefusedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw new RowRefusedException("a text holds half a character");
                }
                i++;
            }
        }
        return text;
    }
}
