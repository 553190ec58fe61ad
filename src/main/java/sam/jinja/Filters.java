package sam.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Jinja's filters: what stands after `|`.
final class Filters {
    private static final Set<String> NAMES = Set.of(
            "trim",
            "upper",
            "lower",
            "capitalize",
            "title",
            "string",
            "safe",
            "escape",
            "e",
            "forceescape",
            "length",
            "count",
            "default",
            "d",
            "replace",
            "tojson",
            "int",
            "float",
            "abs",
            "round",
            "indent",
            "format",
            "center",
            "wordcount",
            "truncate",
            "attr",
            "items",
            "dictsort");

    private Filters() {}

    static boolean has(String name) {
        return NAMES.contains(name) || SequenceFilters.NAMES.contains(name);
    }

    static Object apply(String name, Object value, Arguments arguments) {
        if (SequenceFilters.NAMES.contains(name)) {
            return SequenceFilters.apply(name, value, arguments);
        }
        var budget = arguments.budget();
        return switch (name) {
            case "length", "count" -> length(value);
            case "default", "d" -> defaulted(value, arguments);
            case "tojson" -> JsonText.of(value, arguments);
            case "int" -> toWhole(value, arguments.get(0, "default", 0L));
            case "float" -> toNumber(value, arguments.get(0, "default", 0.0));
            case "abs" -> value instanceof Double d ? (Object) Math.abs(d) : (Object) Math.absExact(Value.whole(value));
            case "round" -> rounded(value, arguments);
            case "attr" ->
                value instanceof Value.Fields
                        ? Operators.attribute(value, arguments.text(0, "name"))
                        : Methods.of(value, arguments.text(0, "name")) instanceof Object method
                                ? method
                                : new Value.Undefined(arguments.text(0, "name"));
            case "items" -> items(value, budget);
            case "dictsort" -> SequenceFilters.sortedPairs(value, arguments);
            default -> ofText(name, Printing.text(value, budget), arguments);
        };
    }

    private static Object ofText(String name, String text, Arguments arguments) {
        var budget = arguments.budget();
        budget.characters(text.length());
        return switch (name) {
            case "trim" ->
                Chars.strip(
                        text,
                        arguments.get(0, "chars", Value.NONE) == Value.NONE ? "" : arguments.text(0, "chars"),
                        true,
                        true);
            case "upper" -> Chars.upper(text);
            case "lower" -> Chars.lower(text);
            case "capitalize" -> Chars.capitalize(text);
            case "title" -> {
                budget.characters(8L * text.length());
                yield title(text);
            }
            case "string", "safe" -> text;
            case "escape", "e", "forceescape" -> escaped(text, budget);
            case "replace" ->
                Splits.replace(
                        text,
                        Printing.text(arguments.get(0, "old"), budget),
                        Printing.text(arguments.get(1, "new"), budget),
                        arguments.whole(2, "count", -1),
                        budget);
            case "indent" -> indent(text, arguments);
            case "format" ->
                Formats.percent(
                        text,
                        arguments.named().isEmpty() ? new Sequences.Tuple(arguments.positional()) : arguments.named(),
                        budget);
            case "center" -> {
                long width = arguments.whole(0, "width", 80);
                budget.characters(Math.max(0, width));
                yield Chars.centered(text, (int) Math.max(0, width));
            }
            case "wordcount" ->
                text.codePoints()
                        .map(c -> Character.isLetterOrDigit(c) || c == '_' ? 'w' : ' ')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                        .strip()
                        .transform(words -> words.isEmpty() ? 0L : (long) words.split(" +").length);
            case "truncate" -> truncated(text, arguments);
            default ->
                throw new TemplateException(String.format(
                        Locale.ROOT, "The chat template uses the filter \"%s\", which is not computed here.", name));
        };
    }

    private static Object length(Object value) {
        return switch (value) {
            case String text -> (long) Chars.length(text);
            case List<?> list when !(list instanceof Sequences.Lazy) -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            case Value.Undefined _ -> 0L;
            default ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template measures %s.", Value.kind(value)));
        };
    }

    private static Object items(Object value, Budget budget) {
        return switch (value) {
            case Map<?, ?> map -> new Sequences.Lazy(Methods.pairs(map, budget));
            case Value.Undefined _ -> new Sequences.Lazy(List.of());
            default ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template takes %s apart.", Value.kind(value)));
        };
    }

    private static Object defaulted(Object value, Arguments arguments) {
        boolean missing = value instanceof Value.Undefined || arguments.isTrue(1, "boolean") && !Value.isTrue(value);
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static Object toWhole(Object value, Object otherwise) {
        try {
            return switch (value) {
                case String text -> whole(text.strip().replace("_", ""));
                case Double d when Double.isFinite(d) -> (long) (double) d;
                case Long n -> n;
                case Boolean b -> b ? 1L : 0L;
                case Value.Undefined undefined -> throw undefined.used();
                default -> otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static long whole(String text) {
        return text.matches("[-+]?\\d{1,18}") ? Long.parseLong(text) : (long) decimal(text);
    }

    private static Object toNumber(Object value, Object otherwise) {
        try {
            return switch (value) {
                case String text -> decimal(text.strip().replace("_", ""));
                case Value.Undefined undefined -> throw undefined.used();
                default -> Value.isNumber(value) ? (Object) Value.number(value) : otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /// Java also reads hexadecimal numbers and suffixes, which Python does not.
    private static double decimal(String text) {
        if (!text.matches("[-+]?(\\d{1,400}\\.?\\d{0,400}|\\.\\d{1,400})([eE][-+]?\\d{1,9})?")) {
            throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
    }

    private static Object rounded(Object value, Arguments arguments) {
        int digits = Math.clamp(arguments.whole(0, "precision", 0), -300, 300);
        var method = Printing.text(arguments.get(1, "method", "common"), arguments.budget());
        double number = Value.number(value);
        if (!Double.isFinite(number)) {
            return number;
        }
        var mode = switch (method) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        };
        // the exact binary value, so that half-way means exactly half-way
        var rounded = new BigDecimal(number).setScale(digits, mode).doubleValue();
        return value instanceof Long && method.equals("common") ? (Object) (long) rounded : (Object) rounded;
    }

    /// Jinja's own title: words begin after blanks, hyphens and opening brackets.
    private static String title(String text) {
        var out = new StringBuilder();
        boolean starts = true;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            out.append(starts ? Chars.upper(Character.toString(c)) : Chars.lower(Character.toString(c)));
            starts = Chars.isBlank(c) || "-({[<".indexOf(c) >= 0;
        }
        return out.toString();
    }

    private static String escaped(String text, Budget budget) {
        budget.characters(6L * text.length());
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    private static String indent(String text, Arguments arguments) {
        var budget = arguments.budget();
        var width = arguments.get(0, "width", 4L);
        var prefix = width instanceof String given ? given : " ".repeat(Math.clamp(Value.whole(width), 0, 1_000));
        boolean blankToo = arguments.isTrue(2, "blank");
        var out = new StringBuilder(arguments.isTrue(1, "first") ? prefix : "");
        boolean first = true;
        for (var line : Splits.lines(text + "\n", false, budget)) {
            if (!first) {
                budget.characters(prefix.length());
                out.append('\n').append(blankToo || !((String) line).isEmpty() ? prefix : "");
            }
            out.append(line);
            first = false;
        }
        return out.toString();
    }

    private static String truncated(String text, Arguments arguments) {
        long length = arguments.whole(0, "length", 255);
        var end = Printing.text(arguments.get(2, "end", "..."), arguments.budget());
        if (Chars.length(text) <= length + arguments.whole(3, "leeway", 5)) {
            return text;
        }
        int kept = (int) Math.max(0, length - Chars.length(end));
        var start = Chars.part(text, 0, kept);
        int blank = start.lastIndexOf(' ');
        return (arguments.isTrue(1, "killwords") || blank < 0 ? start : start.substring(0, blank)) + end;
    }

    /// Reverses a text or anything that can be walked over.
    static Object reversed(Object value, Budget budget) {
        if (value instanceof String text) {
            budget.characters(text.length());
            return new StringBuilder(text).reverse().toString();
        }
        var items = new ArrayList<>(Operators.items(value, budget));
        java.util.Collections.reverse(items);
        return new Sequences.Lazy(items);
    }
}
