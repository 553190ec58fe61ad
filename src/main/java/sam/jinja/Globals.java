package sam.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The functions every template may call: Jinja's, and the two transformers adds.
final class Globals {
    private Globals() {}

    static Map<String, Object> of(Clock clock) {
        var globals = new HashMap<String, Object>();
        globals.put("range", (Value.Function) Globals::range);
        globals.put("namespace", (Value.Function) arguments -> {
            var fields = new HashMap<String, Object>();
            dictionary(arguments).forEach((key, value) -> {
                var name = Printing.text(key, arguments.budget());
                checkField(name);
                fields.put(name, value);
            });
            return new Value.Namespace(fields);
        });
        globals.put("dict", (Value.Function) Globals::dictionary);
        globals.put("raise_exception", (Value.Function) arguments -> {
            throw new TemplateException(String.format(
                    Locale.ROOT,
                    "The chat template refuses this conversation: \"%s\".",
                    Printing.text(arguments.get(0, "message"), arguments.budget())));
        });
        globals.put("strftime_now", (Value.Function)
                arguments -> Strftime.of(ZonedDateTime.now(clock), arguments.text(0, "format"), arguments.budget()));
        globals.put("cycler", (Value.Function) Globals::cycler);
        globals.put("joiner", (Value.Function) Globals::joiner);
        return globals;
    }

    /// Names that begin with an underscore are Python's own.
    static void checkField(String name) {
        if (name.startsWith("_")) {
            throw new TemplateException(
                    String.format(Locale.ROOT, "The chat template sets the hidden field \"%s\".", name));
        }
    }

    private static Object range(Arguments arguments) {
        boolean one = arguments.positional().size() < 2;
        return new Sequences.Range(
                one ? 0 : Value.whole(arguments.get(0, "")),
                Value.whole(arguments.get(one ? 0 : 1, "")),
                arguments.whole(2, "", 1));
    }

    private static Map<Object, Object> dictionary(Arguments arguments) {
        var map = new LinkedHashMap<Object, Object>();
        if (!arguments.positional().isEmpty()) {
            var given = arguments.positional().getFirst();
            var pairs = given instanceof Map<?, ?> other
                    ? Methods.pairs(other, arguments.budget())
                    : Operators.items(given, arguments.budget());
            for (var pair : pairs) {
                var parts = Operators.items(pair, arguments.budget());
                if (parts.size() != 2) {
                    throw new TemplateException("The chat template makes a dictionary of what are no pairs.");
                }
                map.put(Value.key(parts.getFirst()), parts.getLast());
            }
        }
        arguments.budget().entries(arguments.named().size());
        map.putAll(arguments.named());
        return map;
    }

    private static Object cycler(Arguments arguments) {
        var items = arguments.positional();
        if (items.isEmpty()) {
            throw Arguments.missing();
        }
        var at = new int[1];
        Value.Function next = _ -> {
            var item = items.get(at[0]);
            at[0] = (at[0] + 1) % items.size();
            return item;
        };
        Value.Function reset = _ -> {
            at[0] = 0;
            return Value.NONE;
        };
        return (Value.Fields) name -> switch (name) {
            case "next" -> next;
            case "reset" -> reset;
            case "current" -> items.get(at[0]);
            default -> null;
        };
    }

    private static Object joiner(Arguments arguments) {
        var between = Printing.text(arguments.get(0, "sep", ", "), arguments.budget());
        var used = new boolean[1];
        return (Value.Function) _ -> {
            var text = used[0] ? between : "";
            used[0] = true;
            return text;
        };
    }
}
