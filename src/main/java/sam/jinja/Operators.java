package sam.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Comparison, membership, attributes, subscripts and slices by the rules of Python and Jinja.
final class Operators {
    private Operators() {}

    static Object binary(String operator, Object a, Object b, Budget budget) {
        return switch (operator) {
            case "==" -> Value.equal(a, b, budget);
            case "!=" -> !Value.equal(a, b, budget);
            case "<" -> Value.compare(a, b, budget) < 0;
            case "<=" -> Value.compare(a, b, budget) <= 0;
            case ">" -> Value.compare(a, b, budget) > 0;
            case ">=" -> Value.compare(a, b, budget) >= 0;
            case "in" -> contains(b, a, budget);
            default -> Arithmetic.of(operator, a, b, budget);
        };
    }

    static boolean contains(Object container, Object item, Budget budget) {
        return switch (container) {
            case String text when item instanceof String part -> LinearSearch.find(text, part, 0, budget) >= 0;
            case List<?> list -> {
                for (var other : list) {
                    if (Value.equal(other, item, budget)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Map<?, ?> map -> map.containsKey(Value.key(item));
            case Value.Undefined _ -> false;
            default ->
                throw new TemplateException(String.format(
                        Locale.ROOT, "The chat template looks for %s in %s.", Value.kind(item), Value.kind(container)));
        };
    }

    /// `object.name`: an attribute first, then a key, so methods win over the keys of a dictionary.
    static Object attribute(Object object, String name) {
        if (object instanceof Value.Undefined undefined) {
            throw new TemplateException(String.format(
                    Locale.ROOT,
                    "The chat template asks \"%s\" for %s, but it is not defined.",
                    undefined.name(),
                    name));
        }
        if (object instanceof Value.Fields fields) {
            var value = fields.field(name);
            return value == null ? new Value.Undefined(name) : value;
        }
        var method = Methods.of(object, name);
        if (method != null) {
            return method;
        }
        if (object instanceof Map<?, ?> map && map.get(name) instanceof Object value) {
            return value;
        }
        return new Value.Undefined(name);
    }

    /// `object[key]`: a key or an index first, then an attribute.
    static Object item(Object object, Object key) {
        if (object instanceof Map<?, ?> map && map.get(Value.key(key)) instanceof Object value) {
            return value;
        }
        if (key instanceof String name) {
            return attribute(object, name);
        }
        if (object instanceof Value.Undefined undefined) {
            throw undefined.used();
        }
        if (key instanceof Double || !Value.isNumber(key)) {
            return new Value.Undefined(Value.kind(key));
        }
        long index = Value.whole(key);
        int size =
                object instanceof String text ? Chars.length(text) : object instanceof List<?> list ? list.size() : 0;
        long at = index < 0 ? index + size : index;
        if (at < 0 || at >= size || object instanceof Sequences.Lazy) {
            return new Value.Undefined("item " + index);
        }
        return object instanceof String text
                ? Chars.part(text, (int) at, (int) at + 1)
                : ((List<?>) object).get((int) at);
    }

    static Object slice(
            Object object, @Nullable Object from, @Nullable Object to, @Nullable Object step, Budget budget) {
        if (object instanceof Value.Undefined undefined) {
            throw undefined.used();
        }
        if (!(object instanceof String) && !(object instanceof List<?>) || object instanceof Sequences.Lazy) {
            throw new TemplateException(String.format(Locale.ROOT, "The chat template cuts %s.", Value.kind(object)));
        }
        int length = object instanceof String text ? Chars.length(text) : ((List<?>) object).size();
        long by = step == null || step == Value.NONE ? 1 : Value.whole(step);
        if (by == 0) {
            throw new TemplateException("The chat template cuts in steps of zero.");
        }
        long start = bound(from, by > 0 ? 0 : length - 1L, length, by);
        long end = bound(to, by > 0 ? length : -1L, length, by);
        if (object instanceof String text) {
            budget.characters(length);
            return by == 1 ? Chars.part(text, (int) start, (int) Math.max(start, end)) : picked(text, start, end, by);
        }
        var list = (List<?>) object;
        budget.entries(length);
        var picked = new ArrayList<Object>();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            picked.add(list.get((int) i));
        }
        return object instanceof Sequences.Tuple ? new Sequences.Tuple(picked) : picked;
    }

    private static String picked(String text, long start, long end, long by) {
        var characters = text.codePoints().toArray();
        var picked = new StringBuilder();
        for (long i = start; by > 0 ? i < end : i > end; i += by) {
            picked.appendCodePoint(characters[(int) i]);
        }
        return picked.toString();
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
    static List<Object> items(Object value, Budget budget) {
        switch (value) {
            case List<?> list -> {
                budget.entries(list.size());
                return new ArrayList<>(list);
            }
            case Map<?, ?> map -> {
                budget.entries(map.size());
                return new ArrayList<>(map.keySet());
            }
            case String text -> {
                budget.entries(text.length());
                var characters = new ArrayList<Object>();
                text.codePoints().forEach(c -> characters.add(Character.toString(c)));
                return characters;
            }
            case Value.Undefined _ -> {
                return new ArrayList<>();
            }
            default ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template walks over %s.", Value.kind(value)));
        }
    }
}
