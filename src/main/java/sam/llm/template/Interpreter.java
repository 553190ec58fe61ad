package sam.llm.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.llm.template.Statement.Break;
import sam.llm.template.Statement.Continue;
import sam.llm.template.Statement.Group;
import sam.llm.template.Statement.Macro;
import sam.llm.template.Statement.Print;
import sam.llm.template.Statement.SetBlock;
import sam.llm.template.Statement.Text;

/// Runs a parsed template over values of the closed set in `Value`: no reflection, no files, and an end after a
/// million steps or 16 million characters.
final class Interpreter {
    private static final int MAX_STEPS = 1_000_000;
    private static final int MAX_CALLS = 100;

    private final StringBuilder out = new StringBuilder();
    private StringBuilder target = out;
    private int steps;
    private int calls;

    /// Names seen from a block: its own first, then those around it.
    private static final class Names {
        private final Map<String, Object> own = new HashMap<>();
        private final @Nullable Names around;

        Names(@Nullable Names around) {
            this.around = around;
        }

        Object get(String name) {
            for (var names = this; names != null; names = names.around) {
                var value = names.own.get(name);
                if (value != null) {
                    return value;
                }
            }
            return new Value.Undefined(name);
        }
    }

    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    static String run(List<Statement> template, Map<String, Object> variables) {
        var interpreter = new Interpreter();
        var names = new Names(null);
        names.own.put("range", (Value.Function) (arguments, _) -> range(arguments));
        names.own.put("namespace", (Value.Function) (arguments, named) -> {
            var fields = new HashMap<String, Object>(named);
            if (!arguments.isEmpty() && arguments.getFirst() instanceof Map<?, ?> given) {
                given.forEach((key, value) -> fields.put(Value.text(key), value));
            }
            return new Value.Namespace(fields);
        });
        names.own.put("dict", (Value.Function) (_, named) -> new LinkedHashMap<>(named));
        names.own.put("raise_exception", (Value.Function) (arguments, _) -> {
            throw new TemplateException("The chat template refuses this conversation: \"%s\"."
                    .formatted(arguments.isEmpty() ? "" : Value.text(arguments.getFirst())));
        });
        names.own.putAll(variables);
        interpreter.block(template, names);
        return interpreter.out.toString();
    }

    private Flow block(List<Statement> statements, Names names) {
        for (var statement : statements) {
            var flow = run(statement, names);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(Statement statement, Names names) {
        step();
        switch (statement) {
            case Text(var text) -> print(text);
            case Print(var value) -> print(Value.text(evaluate(value, names)));
            case Statement.If(var conditions, var bodies, var otherwise) -> {
                for (int i = 0; i < conditions.size(); i++) {
                    if (Value.isTrue(evaluate(conditions.get(i), names))) {
                        return block(bodies.get(i), names);
                    }
                }
                return block(otherwise, names);
            }
            case Statement.For loop -> {
                return loop(loop, names);
            }
            case Statement.Set(var targets, var attribute, var expression) -> {
                var value = evaluate(expression, names);
                if (attribute == null) {
                    assign(targets, value, names);
                } else if (names.get(targets.getFirst()) instanceof Value.Namespace(var fields)) {
                    fields.put(attribute, value);
                } else {
                    throw new TemplateException(
                            "The chat template changes %s, which is no namespace.".formatted(targets.getFirst()));
                }
            }
            case SetBlock(var name, var body) -> names.own.put(name, captured(body, names));
            case Macro macro -> names.own.put(macro.name(), macro(macro, names));
            case Group(var body) -> {
                return block(body, names);
            }
            case Break() -> {
                return Flow.BREAK;
            }
            case Continue() -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private Flow loop(Statement.For loop, Names names) {
        var items = Operators.items(evaluate(loop.items(), names));
        if (loop.condition() != null) {
            items.removeIf(item -> {
                var inner = new Names(names);
                assign(loop.names(), item, inner);
                return !Value.isTrue(evaluate(loop.condition(), inner));
            });
        }
        if (items.isEmpty()) {
            return block(loop.otherwise(), names);
        }
        for (int i = 0; i < items.size(); i++) {
            step();
            var inner = new Names(names);
            inner.own.put("loop", position(items, i));
            assign(loop.names(), items.get(i), inner);
            if (block(loop.body(), inner) == Flow.BREAK) {
                break;
            }
        }
        return Flow.ON;
    }

    private static Map<String, Object> position(List<Object> items, int i) {
        var loop = new HashMap<String, Object>();
        int size = items.size();
        loop.put("index", i + 1L);
        loop.put("index0", (long) i);
        loop.put("revindex", (long) size - i);
        loop.put("revindex0", (long) size - i - 1);
        loop.put("first", i == 0);
        loop.put("last", i == size - 1);
        loop.put("length", (long) size);
        loop.put("previtem", i > 0 ? items.get(i - 1) : new Value.Undefined("previtem"));
        loop.put("nextitem", i < size - 1 ? items.get(i + 1) : new Value.Undefined("nextitem"));
        loop.put("cycle", (Value.Function) (arguments, _) -> arguments.get(i % arguments.size()));
        return loop;
    }

    private static void assign(List<String> targets, Object value, Names names) {
        if (targets.size() == 1) {
            names.own.put(targets.getFirst(), value);
            return;
        }
        var parts = Operators.items(value);
        if (parts.size() != targets.size()) {
            throw new TemplateException(
                    "The chat template unpacks %d values into %d names.".formatted(parts.size(), targets.size()));
        }
        for (int i = 0; i < parts.size(); i++) {
            names.own.put(targets.get(i), parts.get(i));
        }
    }

    private String captured(List<Statement> body, Names names) {
        var outer = target;
        target = new StringBuilder();
        try {
            block(body, new Names(names));
            return target.toString();
        } finally {
            target = outer;
        }
    }

    private Value.Function macro(Macro macro, Names names) {
        return (arguments, named) -> {
            if (++calls > MAX_CALLS) {
                throw new TemplateException("The chat template's macros call each other without end.");
            }
            var inner = new Names(names);
            for (int i = 0; i < macro.parameters().size(); i++) {
                var parameter = macro.parameters().get(i);
                var otherwise = macro.defaults().get(i);
                Object value = i < arguments.size() ? arguments.get(i) : named.get(parameter);
                if (value == null) {
                    value = otherwise == null ? new Value.Undefined(parameter) : evaluate(otherwise, names);
                }
                inner.own.put(parameter, value);
            }
            var text = captured(macro.body(), inner);
            calls--;
            return text;
        };
    }

    private Object evaluate(Expression expression, Names names) {
        step();
        return switch (expression) {
            case Expression.Literal(var value) -> value;
            case Expression.Name(var name) -> names.get(name);
            case Expression.ListOf(var items) -> all(items, names);
            case Expression.DictOf(var keys, var values) -> {
                var map = new LinkedHashMap<Object, Object>();
                for (int i = 0; i < keys.size(); i++) {
                    map.put(evaluate(keys.get(i), names), evaluate(values.get(i), names));
                }
                yield map;
            }
            case Expression.Attribute(var object, var name) -> attribute(evaluate(object, names), name);
            case Expression.Item(var object, var key) -> Operators.item(evaluate(object, names), evaluate(key, names));
            case Expression.Slice(var object, var from, var to, var by) ->
                Operators.slice(evaluate(object, names), part(from, names), part(to, names), part(by, names));
            case Expression.Call(var function, var arguments, var named) -> {
                var called = evaluate(function, names);
                if (called instanceof Value.Function callable) {
                    yield callable.call(all(arguments, names), all(named, names));
                }
                throw new TemplateException("The chat template calls %s.".formatted(Value.kind(called)));
            }
            case Expression.Filter(var value, var name, var arguments, var named) ->
                Filters.apply(name, evaluate(value, names), all(arguments, names), all(named, names));
            case Expression.Test(var value, var name, var arguments, var negated) ->
                negated != Tests.holds(name, evaluate(value, names), all(arguments, names));
            case Expression.Unary(var operator, var value) -> unary(operator, evaluate(value, names));
            case Expression.Binary(var operator, var left, var right) -> binary(operator, left, right, names);
            case Expression.Choice(var condition, var then, var otherwise) -> {
                if (Value.isTrue(evaluate(condition, names))) {
                    yield evaluate(then, names);
                }
                yield otherwise == null ? new Value.Undefined("else") : evaluate(otherwise, names);
            }
        };
    }

    private Object binary(String operator, Expression left, Expression right, Names names) {
        var a = evaluate(left, names);
        return switch (operator) {
            case "and" -> Value.isTrue(a) ? evaluate(right, names) : a;
            case "or" -> Value.isTrue(a) ? a : evaluate(right, names);
            default -> Operators.binary(operator, a, evaluate(right, names));
        };
    }

    private static Object unary(String operator, Object value) {
        return switch (operator) {
            case "not" -> !Value.isTrue(value);
            case "-" -> value instanceof Long n ? -n : (Object) (-Value.number(value));
            default -> value;
        };
    }

    /// Jinja looks for an attribute first, then for a key: methods win over the keys of a dictionary.
    private static Object attribute(Object object, String name) {
        var method = Methods.of(object, name);
        return method != null ? method : Operators.item(object, name);
    }

    private List<Object> all(List<Expression> expressions, Names names) {
        var values = new ArrayList<Object>();
        expressions.forEach(expression -> values.add(evaluate(expression, names)));
        return values;
    }

    private Map<String, Object> all(Map<String, Expression> expressions, Names names) {
        var values = new LinkedHashMap<String, Object>();
        expressions.forEach((name, expression) -> values.put(name, evaluate(expression, names)));
        return values;
    }

    private @Nullable Object part(@Nullable Expression expression, Names names) {
        return expression == null ? null : evaluate(expression, names);
    }

    private static List<Object> range(List<Object> arguments) {
        long from = arguments.size() > 1 ? Value.whole(arguments.get(0)) : 0;
        long to = Value.whole(arguments.get(arguments.size() > 1 ? 1 : 0));
        long by = arguments.size() > 2 ? Value.whole(arguments.get(2)) : 1;
        var numbers = new ArrayList<Object>();
        for (long i = from; by > 0 ? i < to : by < 0 && i > to; i += by) {
            if (numbers.size() >= MAX_STEPS) {
                throw new TemplateException("The chat template counts beyond a million.");
            }
            numbers.add(i);
        }
        return numbers;
    }

    private void print(String text) {
        if (target.length() + text.length() > Operators.MAX_LENGTH) {
            throw Operators.tooLong();
        }
        target.append(text);
    }

    private void step() {
        if (++steps > MAX_STEPS) {
            throw new TemplateException("The chat template takes more than a million steps.");
        }
    }
}
