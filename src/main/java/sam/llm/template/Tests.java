package sam.llm.template;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Jinja's tests: what stands after `is`.
final class Tests {
    private static final Set<String> WITH_ARGUMENT =
            Set.of("eq", "equalto", "ne", "gt", "ge", "lt", "le", "in", "divisibleby", "sameas");

    private Tests() {}

    static boolean takesArgument(String name) {
        return WITH_ARGUMENT.contains(name);
    }

    static boolean holds(String name, Object value, List<Object> arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none" -> value == Value.NONE;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map || value instanceof Value.Namespace;
            case "sequence", "iterable" -> value instanceof List || value instanceof Map || value instanceof String;
            case "number" -> Value.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "callable" -> value instanceof Value.Function;
            case "odd" -> Math.floorMod(Value.whole(value), 2) == 1;
            case "even" -> Math.floorMod(Value.whole(value), 2) == 0;
            case "divisibleby" -> Math.floorMod(Value.whole(value), Value.whole(first(name, arguments))) == 0;
            case "eq", "equalto", "sameas" -> Value.equal(value, first(name, arguments));
            case "ne" -> !Value.equal(value, first(name, arguments));
            case "gt" -> Value.compare(value, first(name, arguments)) > 0;
            case "ge" -> Value.compare(value, first(name, arguments)) >= 0;
            case "lt" -> Value.compare(value, first(name, arguments)) < 0;
            case "le" -> Value.compare(value, first(name, arguments)) <= 0;
            case "in" -> Operators.contains(first(name, arguments), value);
            default ->
                throw new TemplateException(
                        "The chat template uses the test \"%s\", which is not computed here.".formatted(name));
        };
    }

    private static Object first(String name, List<Object> arguments) {
        if (arguments.isEmpty()) {
            throw new TemplateException("The chat template uses the test \"%s\" without its argument.".formatted(name));
        }
        return arguments.getFirst();
    }
}
