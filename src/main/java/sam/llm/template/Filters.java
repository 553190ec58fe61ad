package sam.llm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Jinja's filters: what stands after `|`.
final class Filters {
    private Filters() {}

    static Object apply(String name, Object value, List<Object> arguments, Map<String, Object> named) {
        return switch (name) {
            case "trim" -> Methods.strip(Value.text(value), null, true, true);
            case "upper" -> Value.text(value).toUpperCase(Locale.ROOT);
            case "lower" -> Value.text(value).toLowerCase(Locale.ROOT);
            case "capitalize" -> Methods.capitalize(Value.text(value));
            case "title" -> Methods.title(Value.text(value));
            case "string" -> Value.text(value);
            case "safe", "escape", "e" -> Value.text(value);
            case "length", "count" -> length(value);
            case "first" -> edge(Operators.items(value), 0);
            case "last" -> edge(Operators.items(value), -1);
            case "list" -> Operators.items(value);
            case "reverse" -> reverse(value);
            case "unique" -> unique(Operators.items(value));
            case "sort" ->
                Operators.items(value).stream().sorted(Value::compare).toList();
            case "items" -> value instanceof Map<?, ?> map ? Methods.pairs(map) : new ArrayList<>();
            case "dictsort" ->
                Methods.pairs((Map<?, ?>) value).stream()
                        .sorted((a, b) -> Value.compare(((List<?>) a).getFirst(), ((List<?>) b).getFirst()))
                        .toList();
            case "default", "d" -> defaulted(value, arguments, named);
            case "join" -> join(value, arguments, named);
            case "replace" ->
                Methods.replace(Value.text(value), Value.text(arguments.get(0)), Value.text(arguments.get(1)), -1);
            case "tojson" -> json(value, arguments, named);
            case "int" -> toWhole(value);
            case "float" -> toNumber(value);
            case "abs" -> value instanceof Long n ? Math.abs(n) : Math.abs(Value.number(value));
            case "indent" -> indent(Value.text(value), arguments, named);
            case "map" -> map(value, arguments, named);
            case "select", "reject" -> select(name.equals("select"), value, arguments);
            case "selectattr", "rejectattr" -> selectByAttribute(name.equals("selectattr"), value, arguments);
            default ->
                throw new TemplateException(
                        "The chat template uses the filter \"%s\", which is not computed here.".formatted(name));
        };
    }

    private static Object length(Object value) {
        return switch (value) {
            case String text -> (long) text.codePointCount(0, text.length());
            case List<?> list -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            case Value.Undefined _ -> 0L;
            default -> throw new TemplateException("The chat template measures %s.".formatted(Value.kind(value)));
        };
    }

    private static Object edge(List<Object> items, int index) {
        return items.isEmpty() ? new Value.Undefined("item") : Operators.item(items, (long) index);
    }

    private static Object reverse(Object value) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        return Operators.items(value).reversed();
    }

    private static List<Object> unique(List<Object> items) {
        var kept = new ArrayList<Object>();
        for (var item : items) {
            if (!Operators.contains(kept, item)) {
                kept.add(item);
            }
        }
        return kept;
    }

    private static Object defaulted(Object value, List<Object> arguments, Map<String, Object> named) {
        boolean falseToo = arguments.size() > 1
                ? Value.isTrue(arguments.get(1))
                : named.containsKey("boolean") && Value.isTrue(named.get("boolean"));
        boolean missing = value instanceof Value.Undefined || falseToo && !Value.isTrue(value);
        return missing ? argument(arguments, 0, named, "default_value", "") : value;
    }

    private static String join(Object value, List<Object> arguments, Map<String, Object> named) {
        var items = Operators.items(value);
        if (named.containsKey("attribute")) {
            items.replaceAll(item -> Operators.item(item, named.get("attribute")));
        }
        return String.join(
                Value.text(argument(arguments, 0, named, "d", "")),
                items.stream().map(Value::text).toList());
    }

    private static String json(Object value, List<Object> arguments, Map<String, Object> named) {
        var indent = argument(arguments, 0, named, "indent", Value.NONE);
        return Value.json(value, indent == Value.NONE ? 0 : Math.clamp(Value.whole(indent), 0, 16), 0);
    }

    private static Object toWhole(Object value) {
        try {
            return value instanceof String text ? Long.parseLong(text.strip()) : (long) Value.number(value);
        } catch (NumberFormatException e) {
            return 0L;
        }
    }

    private static Object toNumber(Object value) {
        try {
            return value instanceof String text ? Double.parseDouble(text.strip()) : Value.number(value);
        } catch (NumberFormatException e) {
            return 0.0;
        }
    }

    private static String indent(String text, List<Object> arguments, Map<String, Object> named) {
        var width = argument(arguments, 0, named, "width", 4L);
        var prefix = width instanceof String given ? given : " ".repeat(Math.clamp(Value.whole(width), 0, 100));
        boolean firstToo = Value.isTrue(argument(arguments, 1, named, "first", false));
        var indented = text.replaceAll("\n(?!\n|$)", "\n" + java.util.regex.Matcher.quoteReplacement(prefix));
        return firstToo ? prefix + indented : indented;
    }

    private static List<Object> map(Object value, List<Object> arguments, Map<String, Object> named) {
        var items = Operators.items(value);
        if (named.containsKey("attribute")) {
            items.replaceAll(item -> {
                var found = Operators.item(item, named.get("attribute"));
                return found instanceof Value.Undefined && named.containsKey("default") ? named.get("default") : found;
            });
        } else {
            var rest = arguments.subList(1, arguments.size());
            items.replaceAll(item -> apply(Value.text(arguments.getFirst()), item, rest, Map.of()));
        }
        return items;
    }

    private static List<Object> select(boolean keep, Object value, List<Object> arguments) {
        var items = Operators.items(value);
        items.removeIf(item -> keep != holds(item, arguments));
        return items;
    }

    private static List<Object> selectByAttribute(boolean keep, Object value, List<Object> arguments) {
        var items = Operators.items(value);
        items.removeIf(item ->
                keep != holds(Operators.item(item, arguments.getFirst()), arguments.subList(1, arguments.size())));
        return items;
    }

    private static boolean holds(Object item, List<Object> test) {
        return test.isEmpty()
                ? Value.isTrue(item)
                : Tests.holds(Value.text(test.getFirst()), item, test.subList(1, test.size()));
    }

    private static Object argument(
            List<Object> arguments, int index, Map<String, Object> named, String name, Object otherwise) {
        return index < arguments.size() ? arguments.get(index) : named.getOrDefault(name, otherwise);
    }
}
