package sam.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The methods of Python's `str`.
final class TextMethods {
    private TextMethods() {}

    static Value.@Nullable Function of(String text, String name) {
        var method = method(text, name);
        return method == null
                ? null
                : arguments -> {
                    arguments.budget().characters(text.length());
                    return method.call(arguments);
                };
    }

    private static Value.@Nullable Function method(String text, String name) {
        return switch (name) {
            case "strip" -> arguments -> Chars.strip(text, characters(arguments), true, true);
            case "lstrip" -> arguments -> Chars.strip(text, characters(arguments), true, false);
            case "rstrip" -> arguments -> Chars.strip(text, characters(arguments), false, true);
            case "upper" -> _ -> Chars.upper(text);
            case "lower", "casefold" -> _ -> Chars.lower(text);
            case "capitalize" -> _ -> Chars.capitalize(text);
            case "title" -> _ -> Chars.title(text);
            case "swapcase" -> _ -> swapped(text);
            case "startswith" -> arguments -> anyOf(arguments, part -> text.startsWith(part));
            case "endswith" -> arguments -> anyOf(arguments, part -> text.endsWith(part));
            case "removeprefix" ->
                arguments -> text.startsWith(arguments.text(0, "prefix"))
                        ? text.substring(arguments.text(0, "prefix").length())
                        : text;
            case "removesuffix" ->
                arguments -> text.endsWith(arguments.text(0, "suffix"))
                        ? text.substring(
                                0, text.length() - arguments.text(0, "suffix").length())
                        : text;
            case "replace" ->
                arguments -> Splits.replace(
                        text,
                        arguments.text(0, "old"),
                        arguments.text(1, "new"),
                        arguments.whole(2, "count", -1),
                        arguments.budget());
            case "split" -> arguments -> Splits.split(text, arguments);
            case "rsplit" -> arguments -> Splits.splitFromRight(text, arguments);
            case "splitlines" -> arguments -> Splits.lines(text, arguments.isTrue(0, "keepends"), arguments.budget());
            case "partition" -> arguments -> Splits.partition(text, arguments, false);
            case "rpartition" -> arguments -> Splits.partition(text, arguments, true);
            case "find", "index" ->
                arguments -> place(text, name, LinearSearch.find(text, arguments.text(0, ""), 0, arguments.budget()));
            case "rfind", "rindex" ->
                arguments -> place(text, name, LinearSearch.last(text, arguments.text(0, ""), arguments.budget()));
            case "count" -> arguments -> Splits.count(text, arguments.text(0, ""), arguments.budget());
            case "join" -> arguments -> joined(text, arguments.get(0, ""), arguments.budget());
            case "format" -> arguments -> Formats.braces(text, arguments);
            case "zfill" -> arguments -> Formats.padded(text, width(arguments, "width"), '>', true);
            case "center" -> arguments -> Chars.centered(text, width(arguments, "width"));
            case "ljust" -> arguments -> Formats.padded(text, width(arguments, "width"), '<', false);
            case "rjust" -> arguments -> Formats.padded(text, width(arguments, "width"), '>', false);
            default -> question(text, name);
        };
    }

    private static Value.@Nullable Function question(String text, String name) {
        return switch (name) {
            case "isdigit", "isdecimal", "isnumeric" -> _ -> all(text, Character::isDigit);
            case "isalpha" -> _ -> all(text, Character::isLetter);
            case "isalnum" -> _ -> all(text, Character::isLetterOrDigit);
            case "isspace" -> _ -> all(text, Chars::isBlank);
            case "isascii" -> _ -> text.chars().allMatch(c -> c < 128);
            case "isupper" -> _ -> text.equals(Chars.upper(text)) && !text.equals(Chars.lower(text));
            case "islower" -> _ -> text.equals(Chars.lower(text)) && !text.equals(Chars.upper(text));
            case "istitle" ->
                _ -> text.equals(Chars.title(text)) && text.codePoints().anyMatch(Character::isLetter);
            default -> null;
        };
    }

    private static boolean all(String text, IntPredicate holds) {
        return !text.isEmpty() && text.codePoints().allMatch(holds);
    }

    private static String swapped(String text) {
        return text.codePoints()
                .mapToObj(c -> Character.toString(
                        Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c)))
                .collect(Collectors.joining());
    }

    private static Object place(String text, String name, int at) {
        if (at < 0 && name.endsWith("index")) {
            throw new TemplateException("The chat template asks for the place of what a text does not hold.");
        }
        return Chars.index(text, at);
    }

    private static int width(Arguments arguments, String name) {
        long width = Math.max(0, Value.whole(arguments.get(0, name)));
        arguments.budget().characters(width);
        return (int) width;
    }

    /// The characters to strip; nothing means blanks.
    private static String characters(Arguments arguments) {
        return arguments.get(0, "chars", Value.NONE) == Value.NONE ? "" : arguments.text(0, "chars");
    }

    private static boolean anyOf(Arguments arguments, java.util.function.Predicate<String> holds) {
        if (arguments.get(0, "") instanceof Sequences.Tuple candidates) {
            return candidates.stream().anyMatch(candidate -> candidate instanceof String part && holds.test(part));
        }
        return holds.test(arguments.text(0, ""));
    }

    private static String joined(String between, Object values, Budget budget) {
        List<String> parts = new ArrayList<>();
        for (var item : Operators.items(values, budget)) {
            if (!(item instanceof String part)) {
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template joins %s to a text.", Value.kind(item)));
            }
            budget.characters(part.length() + (long) between.length());
            parts.add(part);
        }
        return String.join(between, parts);
    }
}
