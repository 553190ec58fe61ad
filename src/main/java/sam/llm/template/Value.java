package sam.llm.template;

import java.util.List;
import java.util.Map;

/// The closed set of values a template knows: text, whole and floating numbers, truth, none, undefined, lists,
/// dictionaries, namespaces and functions. Python's rules for truth, equality and printing.
final class Value {
    /// Python's None.
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private Value() {}

    /// A name nobody set; prints as nothing, and asking it for anything is an error.
    record Undefined(String name) {}

    /// Jinja's `namespace()`: the one thing a template may change.
    record Namespace(Map<String, Object> fields) {}

    /// Something that can be called.
    @FunctionalInterface
    interface Function {
        Object call(List<Object> arguments, Map<String, Object> named);
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Long n -> n != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Undefined _ -> false;
            default -> value != NONE;
        };
    }

    static boolean equal(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double ? number(a) == number(b) : whole(a) == whole(b);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a instanceof Undefined && b instanceof Undefined || a.equals(b);
    }

    static int compare(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return Double.compare(number(a), number(b));
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        throw new TemplateException("The chat template compares %s with %s.".formatted(kind(a), kind(b)));
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double number(Object value) {
        return switch (value) {
            case Long n -> n;
            case Double d -> d;
            case Boolean b -> b ? 1 : 0;
            default -> throw new TemplateException("The chat template calculates with %s.".formatted(kind(value)));
        };
    }

    static long whole(Object value) {
        return switch (value) {
            case Long n -> n;
            case Boolean b -> b ? 1 : 0;
            default ->
                throw new TemplateException("The chat template needs a whole number, not %s.".formatted(kind(value)));
        };
    }

    static String kind(Object value) {
        return switch (value) {
            case String _ -> "a text";
            case Long _, Double _ -> "a number";
            case Boolean _ -> "a truth value";
            case List<?> _ -> "a list";
            case Map<?, ?> _, Namespace _ -> "a dictionary";
            case Undefined undefined -> "\"%s\", which is not defined,".formatted(undefined.name());
            case Function _ -> "a function";
            default -> "none";
        };
    }

    /// Python's `str()`.
    static String text(Object value) {
        return switch (value) {
            case String s -> s;
            case Undefined _ -> "";
            default -> repr(value);
        };
    }

    /// Python's `repr()`.
    static String repr(Object value) {
        return switch (value) {
            case String s -> quoted(s);
            case Boolean b -> b ? "True" : "False";
            case Double d -> floating(d);
            case List<?> list -> {
                var parts = list.stream().map(Value::repr).toList();
                yield "[" + String.join(", ", parts) + "]";
            }
            case Map<?, ?> map -> {
                var parts = map.entrySet().stream()
                        .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
                        .toList();
                yield "{" + String.join(", ", parts) + "}";
            }
            case Undefined _ -> "Undefined";
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        var out = new StringBuilder().append(quote);
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> out.append(c == quote ? "\\" : "").append(c);
            }
        }
        return out.append(quote).toString();
    }

    private static String floating(double d) {
        if (d == Math.rint(d) && Math.abs(d) < 1e16) {
            return Long.toString((long) d) + ".0";
        }
        return Double.toString(d).replace("E", "e");
    }

    /// JSON as Python's `json.dumps` writes it, with `ensure_ascii=False` and, when `indent` is above 0, its layout.
    static String json(Object value, int indent, int depth) {
        return switch (value) {
            case String s -> jsonText(s);
            case Boolean b -> b ? "true" : "false";
            case Long n -> n.toString();
            case Double d -> floating(d);
            case List<?> list ->
                jsonBlock(
                        "[",
                        "]",
                        list.stream().map(item -> json(item, indent, depth + 1)).toList(),
                        indent,
                        depth);
            case Map<?, ?> map ->
                jsonBlock(
                        "{",
                        "}",
                        map.entrySet().stream()
                                .map(entry -> jsonText(text(entry.getKey())) + ": "
                                        + json(entry.getValue(), indent, depth + 1))
                                .toList(),
                        indent,
                        depth);
            default -> {
                if (value == NONE) {
                    yield "null";
                }
                throw new TemplateException("The chat template writes %s as JSON.".formatted(kind(value)));
            }
        };
    }

    private static String jsonBlock(String open, String close, List<String> parts, int indent, int depth) {
        if (parts.isEmpty()) {
            return open + close;
        }
        if (indent <= 0) {
            return open + String.join(", ", parts) + close;
        }
        var inner = "\n" + " ".repeat(indent * (depth + 1));
        return open + inner + String.join("," + inner, parts) + "\n" + " ".repeat(indent * depth) + close;
    }

    private static String jsonText(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < 0x20 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
