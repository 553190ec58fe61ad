package sam.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Jinja's filters over lists: choosing, ordering, grouping and joining.
final class SequenceFilters {
    static final Set<String> NAMES = Set.of(
            "first",
            "last",
            "list",
            "reverse",
            "unique",
            "sort",
            "min",
            "max",
            "sum",
            "join",
            "map",
            "select",
            "reject",
            "selectattr",
            "rejectattr",
            "batch",
            "groupby");

    private SequenceFilters() {}

    static Object apply(String name, Object value, Arguments arguments) {
        var budget = arguments.budget();
        return switch (name) {
            case "first" -> edge(Operators.items(value, budget), true);
            case "last" -> {
                if (value instanceof Sequences.Lazy) {
                    throw new TemplateException("The chat template takes the last of what can only be walked over.");
                }
                yield edge(Operators.items(value, budget), false);
            }
            case "list" -> Operators.items(value, budget);
            case "reverse" -> Filters.reversed(value, budget);
            case "unique" -> new Sequences.Lazy(unique(Operators.items(value, budget), arguments));
            case "sort" -> {
                var items = Operators.items(value, budget);
                var by = arguments.find(2, "attribute");
                boolean exact = arguments.isTrue(1, "case_sensitive");
                sort(
                        items,
                        (a, b) -> Value.compare(keys(a, by, exact), keys(b, by, exact), budget),
                        arguments.isTrue(0, "reverse"));
                yield items;
            }
            case "min", "max" -> extreme(Operators.items(value, budget), name.equals("min"), arguments);
            case "sum" -> sum(Operators.items(value, budget), arguments);
            case "join" -> join(Operators.items(value, budget), arguments);
            case "map" -> new Sequences.Lazy(map(Operators.items(value, budget), arguments));
            case "select", "reject" -> chosen(Operators.items(value, budget), name.equals("select"), arguments, false);
            case "selectattr", "rejectattr" ->
                chosen(Operators.items(value, budget), name.equals("selectattr"), arguments, true);
            case "batch" -> batch(Operators.items(value, budget), arguments);
            default -> groups(Operators.items(value, budget), arguments);
        };
    }

    private static Object edge(List<Object> items, boolean first) {
        if (items.isEmpty()) {
            return new Value.Undefined(first ? "first item" : "last item");
        }
        return first ? items.getFirst() : items.getLast();
    }

    /// An attribute's name may have several parts: `a.b` or `0.name`.
    private static Object attribute(Object item, Object path) {
        if (!(path instanceof String names)) {
            return Operators.item(item, path);
        }
        var value = item;
        for (var name : names.split("\\.")) {
            value = Operators.item(value, name.matches("\\d{1,9}") ? (Object) Long.parseLong(name) : name);
        }
        return value;
    }

    /// Texts are ordered without regard to case unless asked otherwise.
    private static Comparator<Object> order(Arguments arguments) {
        var by = arguments.find(1, "attribute");
        boolean exact = arguments.isTrue(0, "case_sensitive");
        return (a, b) -> Value.compare(key(a, by, exact), key(b, by, exact), arguments.budget());
    }

    private static Object key(Object item, @org.jspecify.annotations.Nullable Object by, boolean exact) {
        var value = by == null || by == Value.NONE ? item : attribute(item, by);
        return value instanceof String text && !exact ? Chars.lower(text) : value;
    }

    /// `sort` takes several attributes: "age,name".
    private static List<Object> keys(Object item, @org.jspecify.annotations.Nullable Object by, boolean exact) {
        var keys = new ArrayList<Object>();
        if (by instanceof String names) {
            for (var name : names.split(",")) {
                keys.add(key(item, name, exact));
            }
        } else {
            keys.add(key(item, by, exact));
        }
        return keys;
    }

    private static void sort(List<Object> items, Comparator<Object> order, boolean reversed) {
        items.sort(reversed ? order.reversed() : order);
    }

    private static List<Object> unique(List<Object> items, Arguments arguments) {
        var by = arguments.find(1, "attribute");
        boolean exact = arguments.isTrue(0, "case_sensitive");
        var seen = new ArrayList<Object>();
        var kept = new ArrayList<Object>();
        for (var item : items) {
            var key = key(item, by, exact);
            if (!Operators.contains(seen, key, arguments.budget())) {
                seen.add(key);
                kept.add(item);
            }
        }
        return kept;
    }

    private static Object extreme(List<Object> items, boolean smallest, Arguments arguments) {
        var order = order(arguments);
        return items.stream()
                .reduce((a, b) -> (smallest ? order.compare(b, a) < 0 : order.compare(b, a) > 0) ? b : a)
                .orElseGet(() -> new Value.Undefined("item"));
    }

    private static Object sum(List<Object> items, Arguments arguments) {
        var by = arguments.find(0, "attribute");
        var total = arguments.get(1, "start", 0L);
        for (var item : items) {
            var value = by == null || by == Value.NONE ? item : attribute(item, by);
            total = Arithmetic.of("+", total, value, arguments.budget());
        }
        return total;
    }

    private static String join(List<Object> items, Arguments arguments) {
        var budget = arguments.budget();
        var by = arguments.find(1, "attribute");
        var between = Printing.text(arguments.get(0, "d", ""), budget);
        var parts = new ArrayList<String>();
        for (var item : items) {
            var text = Printing.text(by == null || by == Value.NONE ? item : attribute(item, by), budget);
            budget.characters(text.length() + (long) between.length());
            parts.add(text);
        }
        return String.join(between, parts);
    }

    private static List<Object> map(List<Object> items, Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            var by = arguments.get(0, "attribute");
            var otherwise = arguments.named().get("default");
            items.replaceAll(item -> {
                var found = attribute(item, by);
                return found instanceof Value.Undefined && otherwise != null ? otherwise : found;
            });
        } else {
            var filter = arguments.text(0, "");
            items.replaceAll(item -> Filters.apply(filter, item, arguments.rest()));
        }
        return items;
    }

    private static Object chosen(List<Object> items, boolean keep, Arguments arguments, boolean byAttribute) {
        var by = byAttribute ? arguments.get(0, "") : null;
        var test = byAttribute ? arguments.rest() : arguments;
        items.removeIf(item -> {
            var value = by == null ? item : attribute(item, by);
            boolean holds = test.positional().isEmpty()
                    ? Value.isTrue(value)
                    : Tests.holds(test.text(0, ""), value, test.rest());
            return keep != holds;
        });
        return new Sequences.Lazy(items);
    }

    private static Object batch(List<Object> items, Arguments arguments) {
        int size = Math.clamp(Value.whole(arguments.get(0, "linecount")), 1, Integer.MAX_VALUE);
        var filling = arguments.get(1, "fill_with", Value.NONE);
        var batches = new ArrayList<Object>();
        for (int from = 0; from < items.size(); from += Math.min(size, items.size())) {
            var part =
                    new ArrayList<>(items.subList(from, Math.min(items.size(), from + Math.min(size, items.size()))));
            if (filling != Value.NONE) {
                arguments.budget().entries(size - part.size());
                while (part.size() < size) {
                    part.add(filling);
                }
            }
            batches.add(part);
        }
        return new Sequences.Lazy(batches);
    }

    private static List<Object> groups(List<Object> items, Arguments arguments) {
        var by = arguments.get(0, "attribute");
        Comparator<Object> order = (a, b) -> Value.compare(key(a, by, false), key(b, by, false), arguments.budget());
        items.sort(order);
        var groups = new ArrayList<Object>();
        var group = new ArrayList<Object>();
        for (var item : items) {
            if (!group.isEmpty() && order.compare(group.getFirst(), item) != 0) {
                groups.add(new Sequences.Tuple(List.of(attribute(group.getFirst(), by), group)));
                group = new ArrayList<>();
            }
            group.add(item);
        }
        if (!group.isEmpty()) {
            groups.add(new Sequences.Tuple(List.of(attribute(group.getFirst(), by), group)));
        }
        return groups;
    }

    /// The filter `dictsort`: by key or by value, ascending.
    static List<Object> sortedPairs(Object value, Arguments arguments) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new TemplateException(String.format(Locale.ROOT, "The chat template sorts %s.", Value.kind(value)));
        }
        var pairs = Methods.pairs(map, arguments.budget());
        var by = "value".equals(arguments.get(1, "by", "key")) ? 1L : 0L;
        boolean exact = arguments.isTrue(0, "case_sensitive");
        sort(
                pairs,
                (a, b) -> Value.compare(key(a, by, exact), key(b, by, exact), arguments.budget()),
                arguments.isTrue(2, "reverse"));
        return pairs;
    }
}
