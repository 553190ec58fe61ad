package sam.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Python's two ways to fill values into a text: `'%s' % value` and `'{}'.format(value)`.
final class Formats {
    private static final int WIDEST = 1_000;
    private static final Pattern PERCENT =
            Pattern.compile("%(?:\\((\\w+)\\))?([-+ 0#]*)(\\d{0,4})(?:\\.(\\d{1,3}))?([a-zA-Z%])");
    private static final Pattern BRACE = Pattern.compile(
            "\\{\\{|}}|\\{(\\w*)((?:\\.\\w+|\\[\\w+])*)(?:!([rs]))?(?::([<>^]?)([+]?)(0?)(\\d{0,4})(?:\\.(\\d{1,3}))?([a-z%]?))?}|[{}]");

    private Formats() {}

    static String percent(String text, Object values, Budget budget) {
        var given = values instanceof Sequences.Tuple tuple ? tuple : new Sequences.Tuple(List.of(values));
        var found = PERCENT.matcher(text);
        var out = new StringBuilder();
        int next = 0;
        int at = 0;
        for (int start = text.indexOf('%'); start >= 0; start = text.indexOf('%', at)) {
            if (!found.find(start) || found.start() != start) {
                throw wrong();
            }
            out.append(text, at, start);
            at = found.end();
            char kind = found.group(5).charAt(0);
            if (kind == '%') {
                out.append('%');
                continue;
            }
            Object value;
            if (found.group(1) != null) {
                value = Operators.item(values, found.group(1));
            } else if (next < given.size()) {
                value = given.get(next++);
            } else {
                throw wrong();
            }
            var flags = found.group(2);
            var body = converted(value, kind, found.group(4), flags.contains("+"), budget);
            out.append(padded(
                    body,
                    width(found.group(3)),
                    flags.contains("-") ? '<' : '>',
                    flags.contains("0") && "difFeEgGxX".indexOf(kind) >= 0));
            budget.characters(out.length());
        }
        if (next < given.size() && !(values instanceof Map<?, ?>)) {
            throw new TemplateException("The chat template formats more values than its text has places for.");
        }
        return out.append(text, at, text.length()).toString();
    }

    static String braces(String text, Arguments arguments) {
        var budget = arguments.budget();
        var found = BRACE.matcher(text);
        var out = new StringBuilder();
        int next = 0;
        int at = 0;
        while (found.find()) {
            out.append(text, at, found.start());
            at = found.end();
            if (found.group().length() == 2 && found.group(1) == null) {
                out.append(found.group().charAt(0));
                continue;
            }
            if (found.group(1) == null) {
                throw wrong();
            }
            var name = found.group(1);
            int index = name.isEmpty() ? next++ : name.matches("\\d{1,4}") ? Integer.parseInt(name) : Integer.MAX_VALUE;
            var value = arguments.get(index, name);
            for (var part : found.group(2).split("[.\\[\\]]+")) {
                if (!part.isEmpty()) {
                    value = Operators.item(value, part.matches("\\d{1,4}") ? (Object) Long.parseLong(part) : part);
                }
            }
            if ("r".equals(found.group(3))) {
                value = Printing.repr(value, budget);
            }
            out.append(specified(value, found, budget));
            budget.characters(out.length());
        }
        return out.append(text, at, text.length()).toString();
    }

    private static String specified(Object value, java.util.regex.Matcher spec, Budget budget) {
        if (spec.group(7) == null) {
            return Printing.text(value, budget);
        }
        var kind = spec.group(9);
        char letter = !kind.isEmpty() ? kind.charAt(0) : value instanceof Double && spec.group(8) != null ? 'g' : 's';
        var body = letter == '%'
                ? converted(Value.number(value) * 100, 'f', spec.group(8), false, budget) + "%"
                : converted(value, letter, spec.group(8), !spec.group(5).isEmpty(), budget);
        boolean number = Value.isNumber(value);
        char side = !spec.group(4).isEmpty() ? spec.group(4).charAt(0) : number ? '>' : '<';
        return padded(body, width(spec.group(7)), side, !spec.group(6).isEmpty() && number);
    }

    private static String converted(
            Object value, char kind, @org.jspecify.annotations.Nullable String digits, boolean plus, Budget budget) {
        int precision = digits == null ? -1 : Integer.parseInt(digits);
        var text = switch (kind) {
            case 's' -> cut(Printing.text(value, budget), precision);
            case 'r' -> cut(Printing.repr(value, budget), precision);
            case 'd', 'i', 'u' -> Long.toString(value instanceof Double d ? (long) (double) d : Value.whole(value));
            case 'x' -> Long.toString(Value.whole(value), 16);
            case 'X' -> Chars.upper(Long.toString(Value.whole(value), 16));
            case 'f', 'F' ->
                new BigDecimal(finite(value))
                        .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            default ->
                throw new TemplateException(String.format(
                        Locale.ROOT, "The chat template formats with \"%s\", which is not computed here.", kind));
        };
        return plus && Value.isNumber(value) && !text.startsWith("-") ? "+" + text : text;
    }

    private static double finite(Object value) {
        double number = Value.number(value);
        if (!Double.isFinite(number)) {
            throw new TemplateException("The chat template formats a number that is none.");
        }
        return number;
    }

    private static String cut(String text, int precision) {
        return precision >= 0 && Chars.length(text) > precision ? Chars.part(text, 0, precision) : text;
    }

    private static int width(String digits) {
        int width = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        if (width > WIDEST) {
            throw new TemplateException(
                    String.format(Locale.ROOT, "The chat template formats wider than %d characters.", WIDEST));
        }
        return width;
    }

    static String padded(String text, int width, char side, boolean zeros) {
        int missing = Math.max(0, width - Chars.length(text));
        if (zeros) {
            boolean signed = text.startsWith("-") || text.startsWith("+");
            return (signed ? text.substring(0, 1) : "") + "0".repeat(missing) + text.substring(signed ? 1 : 0);
        }
        return switch (side) {
            case '<' -> text + " ".repeat(missing);
            case '>' -> " ".repeat(missing) + text;
            default -> " ".repeat(missing / 2) + text + " ".repeat(missing - missing / 2);
        };
    }

    private static TemplateException wrong() {
        return new TemplateException("The chat template formats a text whose places do not fit its values.");
    }
}
