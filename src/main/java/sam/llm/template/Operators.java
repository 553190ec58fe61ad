package sam.llm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Arithmetic, membership, subscripts and slices by Python's rules.
final class Operators {
    /// Longest text or list an operator may make, so that a template cannot exhaust memory.
    static final int MAX_LENGTH = 1 << 24;

    private Operators() {}

    static Object binary(String operator, Object a, Object b) {
        return switch (operator) {
            case "==" -> Value.equal(a, b);
            case "!=" -> !Value.equal(a, b);
            case "<" -> Value.compare(a, b) < 0;
            case "<=" -> Value.compare(a, b) <= 0;
            case ">" -> Value.compare(a, b) > 0;
            case ">=" -> Value.compare(a, b) >= 0;
            case "in" -> contains(b, a);
            case "~" -> bounded(Value.text(a) + Value.text(b));
            case "+" -> plus(a, b);
            case "*" -> times(a, b);
            default -> arithmetic(operator, a, b);
        };
    }

    private static Object plus(Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            return bounded(x + y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            var joined = new ArrayList<Object>(x);
            joined.addAll(y);
            return joined;
        }
        return arithmetic("+", a, b);
    }

    private static Object times(Object a, Object b) {
        if (a instanceof String text && b instanceof Long count) {
            if (text.length() * Math.max(0.0, count) > MAX_LENGTH) {
                throw tooLong();
            }
            return text.repeat((int) Math.max(0, count));
        }
        return arithmetic("*", a, b);
    }

    private static Object arithmetic(String operator, Object a, Object b) {
        if (!Value.isNumber(a) || !Value.isNumber(b)) {
            throw new TemplateException(
                    "The chat template computes %s %s %s.".formatted(Value.kind(a), operator, Value.kind(b)));
        }
        boolean whole = !(a instanceof Double) && !(b instanceof Double);
        double y = Value.number(b);
        if (y == 0 && List.of("/", "//", "%").contains(operator)) {
            throw new TemplateException("The chat template divides by zero.");
        }
        double x = Value.number(a);
        if (whole && !operator.equals("/") && !(operator.equals("**") && y < 0)) {
            long m = Value.whole(a);
            long n = Value.whole(b);
            return switch (operator) {
                case "+" -> m + n;
                case "-" -> m - n;
                case "*" -> m * n;
                case "//" -> Math.floorDiv(m, n);
                case "%" -> Math.floorMod(m, n);
                default -> (long) Math.pow(m, n);
            };
        }
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

    static boolean contains(Object container, Object item) {
        return switch (container) {
            case String text -> item instanceof String part && text.contains(part);
            case List<?> list -> list.stream().anyMatch(other -> Value.equal(other, item));
            case Map<?, ?> map -> map.containsKey(item);
            default -> throw new TemplateException("The chat template looks into %s.".formatted(Value.kind(container)));
        };
    }

    static Object item(Object object, Object key) {
        if (object instanceof Map<?, ?> map) {
            var value = map.get(key);
            return value == null ? new Value.Undefined(Value.text(key)) : value;
        }
        if (object instanceof Value.Namespace namespace) {
            return item(namespace.fields(), key);
        }
        if (key instanceof Long index) {
            if (object instanceof List<?> list) {
                long at = index < 0 ? index + list.size() : index;
                return at < 0 || at >= list.size() ? new Value.Undefined(index.toString()) : list.get((int) at);
            }
            if (object instanceof String text) {
                long at = index < 0 ? index + text.length() : index;
                return at < 0 || at >= text.length()
                        ? new Value.Undefined(index.toString())
                        : text.substring((int) at, (int) at + 1);
            }
        }
        if (object instanceof Value.Undefined undefined) {
            throw new TemplateException(
                    "The chat template asks \"%s\" for %s, but it is not defined.".formatted(undefined.name(), key));
        }
        return new Value.Undefined(Value.text(key));
    }

    static Object slice(Object object, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        int length = object instanceof String text ? text.length() : object instanceof List<?> list ? list.size() : -1;
        if (length < 0) {
            throw new TemplateException("The chat template cuts %s.".formatted(Value.kind(object)));
        }
        long by = step == null || step == Value.NONE ? 1 : Value.whole(step);
        if (by == 0) {
            throw new TemplateException("The chat template cuts in steps of zero.");
        }
        long start = bound(from, by > 0 ? 0 : length - 1L, length, by);
        long end = bound(to, by > 0 ? length : -1L, length, by);
        var picked = new ArrayList<Object>();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            picked.add(item(object, i));
        }
        if (object instanceof String) {
            var text = new StringBuilder();
            picked.forEach(text::append);
            return text.toString();
        }
        return picked;
    }

    private static long bound(@Nullable Object value, long otherwise, int length, long by) {
        if (value == null || value == Value.NONE) {
            return otherwise;
        }
        long at = Value.whole(value);
        at = at < 0 ? at + length : at;
        return Math.clamp(at, by > 0 ? 0 : -1, by > 0 ? length : length - 1);
    }

    /// What a `for` walks over, and what `list` makes.
    static List<Object> items(Object value) {
        return switch (value) {
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text -> {
                var characters = new ArrayList<Object>();
                text.codePoints().forEach(c -> characters.add(Character.toString(c)));
                yield characters;
            }
            case Value.Undefined _ -> new ArrayList<>();
            default -> throw new TemplateException("The chat template walks over %s.".formatted(Value.kind(value)));
        };
    }

    private static String bounded(String text) {
        if (text.length() > MAX_LENGTH) {
            throw tooLong();
        }
        return text;
    }

    static TemplateException tooLong() {
        return new TemplateException("The chat template makes a text of more than 16 million characters.");
    }
}
