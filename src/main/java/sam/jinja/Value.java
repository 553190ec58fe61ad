package sam.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The closed set of values a template knows: text, whole and floating numbers, truth, none, undefined, lists,
/// dictionaries, namespaces and functions. Python's rules for truth, equality and order.
final class Value {
    /// Python's None.
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private Value() {}

    /// A name nobody set; prints as nothing, is empty, and asking it for anything is an error.
    record Undefined(String name) {
        TemplateException used() {
            return new TemplateException(
                    String.format(Locale.ROOT, "The chat template uses \"%s\", which is not defined.", name));
        }
    }

    /// Something with named fields: a namespace or a loop.
    interface Fields {
        @Nullable
        Object field(String name);
    }

    /// Jinja's `namespace()`: the one thing a template may change.
    record Namespace(Map<String, Object> fields) implements Fields {
        @Override
        public @Nullable Object field(String name) {
            return fields.get(name);
        }
    }

    /// Something that can be called.
    @FunctionalInterface
    interface Function {
        Object call(Arguments arguments);
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Long n -> n != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case Sequences.Lazy _ -> true;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Undefined _ -> false;
            default -> value != NONE;
        };
    }

    static boolean equal(Object a, Object b, Budget budget) {
        budget.step();
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double ? number(a) == number(b) : whole(a) == whole(b);
        }
        if (a instanceof String x && b instanceof String y) {
            budget.characters(Math.min(x.length(), y.length()));
            return x.equals(y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size() || x instanceof Sequences.Tuple != y instanceof Sequences.Tuple) {
                return false;
            }
            budget.enter();
            for (int i = 0; i < x.size(); i++) {
                if (!equal(x.get(i), y.get(i), budget)) {
                    budget.leave();
                    return false;
                }
            }
            budget.leave();
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return equalMaps(x, y, budget);
        }
        return a instanceof Undefined && b instanceof Undefined || a == b;
    }

    private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b, Budget budget) {
        if (a.size() != b.size()) {
            return false;
        }
        budget.enter();
        boolean equal = true;
        for (var entry : a.entrySet()) {
            var other = b.get(entry.getKey());
            if (other == null || !equal(entry.getValue(), other, budget)) {
                equal = false;
                break;
            }
        }
        budget.leave();
        return equal;
    }

    static int compare(Object a, Object b, Budget budget) {
        budget.step();
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double
                    ? Double.compare(number(a), number(b))
                    : Long.compare(whole(a), whole(b));
        }
        if (a instanceof String x && b instanceof String y) {
            budget.characters(Math.min(x.length(), y.length()));
            return Chars.compare(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            budget.enter();
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                if (!equal(x.get(i), y.get(i), budget)) {
                    int order = compare(x.get(i), y.get(i), budget);
                    budget.leave();
                    return order;
                }
            }
            budget.leave();
            return Integer.compare(x.size(), y.size());
        }
        throw a instanceof Undefined undefined
                ? undefined.used()
                : new TemplateException(
                        String.format(Locale.ROOT, "The chat template compares %s with %s.", kind(a), kind(b)));
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double number(Object value) {
        return switch (value) {
            case Long n -> n;
            case Double d -> d;
            case Boolean b -> b ? 1 : 0;
            case Undefined undefined -> throw undefined.used();
            default ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template calculates with %s.", kind(value)));
        };
    }

    static long whole(Object value) {
        return switch (value) {
            case Long n -> n;
            case Boolean b -> b ? 1 : 0;
            case Undefined undefined -> throw undefined.used();
            default ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template needs a whole number, not %s.", kind(value)));
        };
    }

    /// A key of a dictionary: only what cannot contain itself.
    static Object key(Object value) {
        return switch (value) {
            case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> (long) (double) d;
            case String _, Long _, Double _, Boolean _, Undefined _ -> value;
            default -> {
                if (value == NONE) {
                    yield value;
                }
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template uses %s as a key.", kind(value)));
            }
        };
    }

    static String kind(Object value) {
        return switch (value) {
            case String _ -> "a text";
            case Long _, Double _ -> "a number";
            case Boolean _ -> "a truth value";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a dictionary";
            case Fields _ -> "a namespace";
            case Undefined undefined -> String.format(Locale.ROOT, "\"%s\", which is not defined,", undefined.name());
            case Function _ -> "a function";
            default -> "none";
        };
    }
}
