package sam.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Values as JSON, as Python's `json.dumps` writes it: transformers' `tojson`, which escapes no HTML.
final class JsonText {
    private final StringBuilder out = new StringBuilder();
    private final Budget budget;
    private final boolean ascii;
    private final boolean sorted;
    private final String indent;
    private final boolean lines;
    private final String between;
    private final String after;

    private JsonText(Arguments arguments) {
        budget = arguments.budget();
        ascii = arguments.isTrue(1, "ensure_ascii") || arguments.isTrue(0, "ensure_ascii");
        var unit = arguments.get(1, "indent", Value.NONE);
        lines = unit != Value.NONE;
        indent = unit instanceof String text ? text : lines ? " ".repeat(Math.clamp(Value.whole(unit), 0, 100)) : "";
        var separators = arguments.get(2, "separators", Value.NONE);
        if (separators instanceof List<?> pair && pair.size() == 2) {
            between = Printing.text(pair.getFirst(), budget);
            after = Printing.text(pair.getLast(), budget);
        } else {
            between = lines ? "," : ", ";
            after = ": ";
        }
        sorted = arguments.isTrue(3, "sort_keys");
    }

    /// Arguments are those of the filter: `ensure_ascii`, `indent`, `separators`, `sort_keys`.
    static String of(Object value, Arguments arguments) {
        var json = new JsonText(arguments);
        json.add(value, 0);
        return json.out.toString();
    }

    private void add(Object value, int depth) {
        budget.step();
        switch (value) {
            case String s -> text(s);
            case Boolean b -> out.append(b ? "true" : "false");
            case Long n -> out.append(n);
            case Double d -> out.append(floating(d));
            case List<?> list
            when !(list instanceof Sequences.Lazy || list instanceof Sequences.Range) ->
                block("[", list.iterator(), "]", depth);
            case Map<?, ?> map -> block("{", entries(map), "}", depth);
            case Map.Entry<?, ?> entry -> {
                text(key(entry.getKey()));
                out.append(after);
                add(entry.getValue(), depth);
            }
            default -> {
                if (value != Value.NONE) {
                    throw new TemplateException(
                            String.format(Locale.ROOT, "The chat template writes %s as JSON.", Value.kind(value)));
                }
                out.append("null");
            }
        }
    }

    private Iterator<? extends Map.Entry<?, ?>> entries(Map<?, ?> map) {
        if (!sorted) {
            return map.entrySet().iterator();
        }
        var entries = new ArrayList<Map.Entry<?, ?>>(map.entrySet());
        Comparator<Map.Entry<?, ?>> byKey = (a, b) -> Value.compare(a.getKey(), b.getKey(), budget);
        entries.sort(byKey);
        return entries.iterator();
    }

    private static String floating(double d) {
        return Double.isNaN(d) ? "NaN" : Double.isInfinite(d) ? d > 0 ? "Infinity" : "-Infinity" : Printing.floating(d);
    }

    private static String key(Object key) {
        return switch (key) {
            case String s -> s;
            case Boolean b -> b ? "true" : "false";
            case Double d -> floating(d);
            default -> key == Value.NONE ? "null" : key.toString();
        };
    }

    private void block(String open, Iterator<?> items, String close, int depth) {
        out.append(open);
        if (items.hasNext()) {
            budget.enter();
            while (items.hasNext()) {
                line(depth + 1);
                add(items.next(), depth + 1);
                out.append(items.hasNext() ? between : "");
            }
            line(depth);
            budget.leave();
        }
        out.append(close);
    }

    private void line(int depth) {
        if (lines) {
            budget.characters((long) indent.length() * depth);
            out.append('\n').append(indent.repeat(depth));
        }
    }

    private void text(String text) {
        budget.characters(text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || ascii && c > 0x7e) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
