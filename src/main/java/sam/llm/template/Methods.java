package sam.llm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of Python's texts and dictionaries that templates call; none of them changes anything.
final class Methods {
    private Methods() {}

    /// A value's method as a function, or null when it has none of that name.
    static Value.@Nullable Function of(Object object, String name) {
        return switch (object) {
            case String text -> ofText(text, name);
            case Map<?, ?> map -> ofMap(map, name);
            default -> null;
        };
    }

    private static Value.@Nullable Function ofText(String text, String name) {
        return switch (name) {
            case "strip" -> (arguments, _) -> strip(text, characters(arguments), true, true);
            case "lstrip" -> (arguments, _) -> strip(text, characters(arguments), true, false);
            case "rstrip" -> (arguments, _) -> strip(text, characters(arguments), false, true);
            case "upper" -> (_, _) -> text.toUpperCase(java.util.Locale.ROOT);
            case "lower" -> (_, _) -> text.toLowerCase(java.util.Locale.ROOT);
            case "capitalize" -> (_, _) -> capitalize(text);
            case "title" -> (_, _) -> title(text);
            case "startswith" -> (arguments, _) -> anyOf(arguments, text::startsWith);
            case "endswith" -> (arguments, _) -> anyOf(arguments, text::endsWith);
            case "replace" ->
                (arguments, _) -> replace(
                        text,
                        string(arguments, 0),
                        string(arguments, 1),
                        arguments.size() > 2 ? Value.whole(arguments.get(2)) : -1);
            case "split" -> (arguments, _) -> split(text, arguments);
            case "splitlines" -> (_, _) -> new ArrayList<Object>(text.lines().toList());
            case "find" -> (arguments, _) -> (long) text.indexOf(string(arguments, 0));
            case "count" -> (arguments, _) -> (long) count(text, string(arguments, 0));
            case "join" ->
                (arguments, _) -> String.join(
                        text,
                        Operators.items(arguments.getFirst()).stream()
                                .map(Value::text)
                                .toList());
            case "isdigit" -> (_, _) -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "isalpha" -> (_, _) -> !text.isEmpty() && text.chars().allMatch(Character::isLetter);
            default -> null;
        };
    }

    private static Value.@Nullable Function ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" ->
                (arguments, _) -> {
                    var value = map.get(arguments.getFirst());
                    return value != null ? value : arguments.size() > 1 ? arguments.get(1) : Value.NONE;
                };
            case "keys" -> (_, _) -> new ArrayList<Object>(map.keySet());
            case "values" -> (_, _) -> new ArrayList<Object>(map.values());
            case "items" -> (_, _) -> pairs(map);
            default -> null;
        };
    }

    static List<Object> pairs(Map<?, ?> map) {
        var pairs = new ArrayList<Object>();
        map.forEach((key, value) -> pairs.add(List.of(key, value)));
        return pairs;
    }

    static String strip(String text, @Nullable String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && isStripped(text.charAt(from), characters)) {
            from++;
        }
        while (right && to > from && isStripped(text.charAt(to - 1), characters)) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isStripped(char c, @Nullable String characters) {
        return characters == null
                ? Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85
                : characters.indexOf(c) >= 0;
    }

    private static @Nullable String characters(List<Object> arguments) {
        return arguments.isEmpty() || arguments.getFirst() == Value.NONE ? null : string(arguments, 0);
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                        + text.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    static String title(String text) {
        var out = new StringBuilder();
        boolean inWord = false;
        for (char c : text.toCharArray()) {
            out.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    static String replace(String text, String old, String with, long limit) {
        if (limit < 0) {
            return text.replace(old, with);
        }
        var out = new StringBuilder();
        int from = 0;
        for (long n = 0; n < limit; n++) {
            int found = text.indexOf(old, from);
            if (found < 0) {
                break;
            }
            out.append(text, from, found).append(with);
            from = found + old.length();
        }
        return out.append(text.substring(from)).toString();
    }

    private static List<Object> split(String text, List<Object> arguments) {
        var parts = new ArrayList<Object>();
        var separator = characters(arguments);
        if (separator == null) {
            for (var part : text.strip().split("\\s+")) {
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
            return parts;
        }
        if (separator.isEmpty()) {
            throw new TemplateException("The chat template splits a text at nothing.");
        }
        long limit = arguments.size() > 1 ? Value.whole(arguments.get(1)) : -1;
        int from = 0;
        for (int found = text.indexOf(separator); found >= 0; found = text.indexOf(separator, from)) {
            if (limit >= 0 && parts.size() >= limit) {
                break;
            }
            parts.add(text.substring(from, found));
            from = found + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static int count(String text, String part) {
        return part.isEmpty()
                ? text.length() + 1
                : (text.length() - text.replace(part, "").length()) / part.length();
    }

    private static boolean anyOf(List<Object> arguments, java.util.function.Predicate<String> holds) {
        var first = arguments.isEmpty() ? "" : arguments.getFirst();
        var candidates = first instanceof List<?> list ? list : List.of(first);
        return candidates.stream().anyMatch(candidate -> holds.test(Value.text(candidate)));
    }

    private static String string(List<Object> arguments, int index) {
        if (index >= arguments.size() || !(arguments.get(index) instanceof String text)) {
            throw new TemplateException("The chat template calls a text's method without the text it needs.");
        }
        return text;
    }
}
