package sam.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of Python's texts, lists and dictionaries that a template may call; none of them changes anything.
final class Methods {
    private Methods() {}

    /// A value's method as a function, or null when it has none of that name.
    static Value.@Nullable Function of(Object object, String name) {
        return switch (object) {
            case String text -> TextMethods.of(text, name);
            case List<?> list -> ofList(list, name);
            case Map<?, ?> map -> ofMap(map, name);
            default -> null;
        };
    }

    private static Value.@Nullable Function ofList(List<?> list, String name) {
        return switch (name) {
            case "index" ->
                arguments -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (Value.equal(list.get(i), arguments.get(0, ""), arguments.budget())) {
                            return (long) i;
                        }
                    }
                    throw new TemplateException("The chat template asks for the place of what a list does not hold.");
                };
            case "count" ->
                arguments -> list.stream()
                        .filter(item -> Value.equal(item, arguments.get(0, ""), arguments.budget()))
                        .count();
            case "copy" -> arguments -> Operators.items(list, arguments.budget());
            case "append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort" -> changing(name);
            default -> null;
        };
    }

    private static Value.@Nullable Function ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" ->
                arguments -> map.get(Value.key(arguments.get(0, ""))) instanceof Object value
                        ? value
                        : arguments.get(1, "", Value.NONE);
            case "keys" -> arguments -> Operators.items(map, arguments.budget());
            case "values" ->
                arguments -> {
                    arguments.budget().entries(map.size());
                    return new ArrayList<Object>(map.values());
                };
            case "items" -> arguments -> pairs(map, arguments.budget());
            case "copy" ->
                arguments -> {
                    arguments.budget().entries(map.size());
                    return new LinkedHashMap<Object, Object>(map);
                };
            case "update", "pop", "popitem", "setdefault", "clear" -> changing(name);
            default -> null;
        };
    }

    /// What a template may not do: the conversation belongs to its owner.
    private static Value.Function changing(String name) {
        return _ -> {
            throw new TemplateException(String.format(
                    Locale.ROOT, "The chat template calls %s, which would change what it was given.", name));
        };
    }

    static List<Object> pairs(Map<?, ?> map, Budget budget) {
        budget.entries(3L * map.size());
        var pairs = new ArrayList<Object>();
        map.forEach((key, value) -> pairs.add(new Sequences.Tuple(List.of(key, value))));
        return pairs;
    }
}
