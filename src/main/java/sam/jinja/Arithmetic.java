package sam.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `+ - * / // % **` and `~` by Python's rules; whole numbers beyond 64 bits are refused, not wrapped.
final class Arithmetic {
    private Arithmetic() {}

    static Object of(String operator, Object a, Object b, Budget budget) {
        return switch (operator) {
            case "~" -> joined(Printing.text(a, budget), Printing.text(b, budget), budget);
            case "+" -> plus(a, b, budget);
            case "*" -> times(a, b, budget);
            case "%" -> a instanceof String text ? Formats.percent(text, b, budget) : numbers(operator, a, b);
            default -> numbers(operator, a, b);
        };
    }

    static Object negative(Object a) {
        return a instanceof Double d ? (Object) (-d) : numbers("-", 0L, a);
    }

    private static String joined(String a, String b, Budget budget) {
        budget.characters(a.length() + (long) b.length());
        return a + b;
    }

    private static Object plus(Object a, Object b, Budget budget) {
        if (a instanceof String x && b instanceof String y) {
            return joined(x, y, budget);
        }
        if (isList(a) && isList(b) && a instanceof Sequences.Tuple == b instanceof Sequences.Tuple) {
            var joined = new ArrayList<Object>();
            budget.entries(((List<?>) a).size() + (long) ((List<?>) b).size());
            joined.addAll((List<?>) a);
            joined.addAll((List<?>) b);
            return a instanceof Sequences.Tuple ? new Sequences.Tuple(joined) : joined;
        }
        return numbers("+", a, b);
    }

    private static boolean isList(Object value) {
        return value instanceof List<?> && !(value instanceof Sequences.Lazy || value instanceof Sequences.Range);
    }

    private static Object times(Object a, Object b, Budget budget) {
        if (Value.isNumber(a) && (b instanceof String || b instanceof List<?>)) {
            return times(b, a, budget);
        }
        if (a instanceof String text && !(b instanceof Double) && Value.isNumber(b)) {
            long count = Math.clamp(Value.whole(b), 0, Integer.MAX_VALUE);
            budget.characters(text.length() * count);
            return text.repeat(text.isEmpty() ? 0 : (int) count);
        }
        if (isList(a) && !(b instanceof Double) && Value.isNumber(b)) {
            var list = (List<?>) a;
            long count = list.isEmpty() ? 0 : Math.clamp(Value.whole(b), 0, Integer.MAX_VALUE);
            budget.entries(list.size() * count);
            var many = new ArrayList<Object>();
            for (long i = 0; i < count; i++) {
                many.addAll(list);
            }
            return a instanceof Sequences.Tuple ? new Sequences.Tuple(many) : many;
        }
        return numbers("*", a, b);
    }

    private static Object numbers(String operator, Object a, Object b) {
        for (var side : List.of(a, b)) {
            if (side instanceof Value.Undefined undefined) {
                throw undefined.used();
            }
        }
        if (!Value.isNumber(a) || !Value.isNumber(b)) {
            throw new TemplateException(String.format(
                    Locale.ROOT, "The chat template computes %s %s %s.", Value.kind(a), operator, Value.kind(b)));
        }
        double y = Value.number(b);
        if (y == 0 && List.of("/", "//", "%").contains(operator)) {
            throw new TemplateException("The chat template divides by zero.");
        }
        boolean whole = !(a instanceof Double) && !(b instanceof Double);
        if (whole && !operator.equals("/") && !(operator.equals("**") && y < 0)) {
            try {
                return whole(operator, Value.whole(a), Value.whole(b));
            } catch (ArithmeticException e) {
                throw new TemplateException("The chat template computes a number of more than 64 bits.");
            }
        }
        double x = Value.number(a);
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - y * Math.floor(x / y);
            default -> Math.pow(x, y);
        };
    }

    private static long whole(String operator, long m, long n) {
        return switch (operator) {
            case "+" -> Math.addExact(m, n);
            case "-" -> Math.subtractExact(m, n);
            case "*" -> Math.multiplyExact(m, n);
            case "//" -> Math.floorDivExact(m, n);
            case "%" -> Math.floorMod(m, n);
            default -> power(m, n);
        };
    }

    private static long power(long base, long exponent) {
        if (base == 0 || base == 1) {
            return exponent == 0 ? 1 : base;
        }
        if (base == -1) {
            return exponent % 2 == 0 ? 1 : -1;
        }
        return Math.powExact(base, (int) Math.min(exponent, 64));
    }
}
