package sam.jinja;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Values as text: Python's `str()` and `repr()`.
final class Printing {
    private final StringBuilder out = new StringBuilder();
    private final Budget budget;

    private Printing(Budget budget) {
        this.budget = budget;
    }

    static String text(Object value, Budget budget) {
        return switch (value) {
            case String s -> s;
            case Value.Undefined _ -> "";
            default -> repr(value, budget);
        };
    }

    static String repr(Object value, Budget budget) {
        var printing = new Printing(budget);
        printing.add(value);
        return printing.out.toString();
    }

    private void add(Object value) {
        budget.step();
        switch (value) {
            case String s -> {
                budget.characters(s.length());
                quoted(s);
            }
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(floating(d));
            case Sequences.Range range -> {
                out.append("range(").append(range.from).append(", ").append(range.to);
                out.append(range.by == 1 ? ")" : ", " + range.by + ")");
            }
            case Sequences.Tuple tuple -> block("(", tuple.iterator(), tuple.size() == 1 ? ",)" : ")");
            case List<?> list -> block("[", list.iterator(), "]");
            case Map<?, ?> map -> block("{", map.entrySet().iterator(), "}");
            case Map.Entry<?, ?> entry -> {
                add(entry.getKey());
                out.append(": ");
                add(entry.getValue());
            }
            case Value.Undefined _ -> out.append("Undefined");
            case Value.Function _, Value.Fields _ ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template prints %s.", Value.kind(value)));
            default -> out.append(value);
        }
    }

    private void block(String open, Iterator<?> items, String close) {
        budget.enter();
        out.append(open);
        while (items.hasNext()) {
            add(items.next());
            out.append(items.hasNext() ? ", " : "");
        }
        out.append(close);
        budget.leave();
    }

    private void quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        out.append(quote);
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(
                                Locale.ROOT, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
                    }
                }
            }
        }
        out.append(quote);
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }

    /// The shortest digits that give the number back, with an exponent below 1e-4 and from 1e16 on.
    static String floating(double d) {
        if (Double.isNaN(d)) {
            return "nan";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(d);
        if (d == 0 || size >= 1e-4 && size < 1e16) {
            var plain = d == 0 ? Double.toString(d) : new BigDecimal(Double.toString(d)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        var parts = Double.toString(d).split("E");
        int exponent = Integer.parseInt(parts[1]);
        var digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        return digits + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
