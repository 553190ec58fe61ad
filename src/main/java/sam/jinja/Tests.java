package sam.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Jinja's tests: what stands after `is`.
final class Tests {
    private Tests() {}

    static boolean holds(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none" -> value == Value.NONE;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "sequence" ->
                value instanceof List && !(value instanceof Sequences.Lazy)
                        || value instanceof Map
                        || value instanceof String
                        || value instanceof Value.Undefined;
            case "iterable" ->
                value instanceof List
                        || value instanceof Map
                        || value instanceof String
                        || value instanceof Value.Undefined;
            case "number" -> Value.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "callable" -> value instanceof Value.Function || value instanceof Value.Undefined;
            case "escaped" -> false;
            case "lower" -> isCase(Printing.text(value, arguments.budget()), false);
            case "upper" -> isCase(Printing.text(value, arguments.budget()), true);
            case "filter" -> value instanceof String filter && Filters.has(filter);
            default -> compared(name, value, arguments);
        };
    }

    private static boolean isCase(String text, boolean upper) {
        return text.equals(upper ? Chars.upper(text) : Chars.lower(text))
                && !text.equals(upper ? Chars.lower(text) : Chars.upper(text));
    }

    private static boolean compared(String name, Object value, Arguments arguments) {
        var budget = arguments.budget();
        return switch (name) {
            case "odd" -> remainder(value, 2L) == 1;
            case "even" -> remainder(value, 2L) == 0;
            case "divisibleby" -> remainder(value, arguments.get(0, "num")) == 0;
            case "eq", "equalto", "==" -> Value.equal(value, arguments.get(0, ""), budget);
            case "sameas" -> same(value, arguments.get(0, "other"));
            case "ne", "!=" -> !Value.equal(value, arguments.get(0, ""), budget);
            case "gt", "greaterthan", ">" -> Value.compare(value, arguments.get(0, ""), budget) > 0;
            case "ge", ">=" -> Value.compare(value, arguments.get(0, ""), budget) >= 0;
            case "lt", "lessthan", "<" -> Value.compare(value, arguments.get(0, ""), budget) < 0;
            case "le", "<=" -> Value.compare(value, arguments.get(0, ""), budget) <= 0;
            case "in" -> Operators.contains(arguments.get(0, "seq"), value, budget);
            default ->
                throw new TemplateException(String.format(
                        Locale.ROOT, "The chat template uses the test \"%s\", which is not computed here.", name));
        };
    }

    /// Python's `is`: small values are what they equal, others only themselves.
    private static boolean same(Object a, Object b) {
        return a.getClass() == b.getClass()
                && (a == b || (a instanceof Boolean || a instanceof Long || a instanceof String) && a.equals(b));
    }

    private static double remainder(Object value, Object by) {
        return Value.number(
                Arithmetic.of("%", value instanceof String ? Value.number(value) : value, by, new Budget(0)));
    }
}
