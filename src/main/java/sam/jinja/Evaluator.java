package sam.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Computes expressions over the values of the closed set in `Value`: no reflection, no files, within a budget.
final class Evaluator {
    private static final int DEEPEST = 1_000;

    private final Budget budget;
    private int depth;

    Evaluator(Budget budget) {
        this.budget = budget;
    }

    Object evaluate(Expression expression, Names names) {
        budget.step();
        if (++depth > DEEPEST) {
            throw new TemplateException("The chat template is nested too deeply.");
        }
        var value = compute(expression, names);
        depth--;
        return value;
    }

    private Object compute(Expression expression, Names names) {
        return switch (expression) {
            case Expression.Literal(var value) -> value;
            case Expression.Name(var name) -> names.get(name);
            case Expression.ListOf(var items) -> all(items, names);
            case Expression.TupleOf(var items) -> new Sequences.Tuple(all(items, names));
            case Expression.DictOf(var keys, var values) -> {
                budget.entries(2L * keys.size());
                var map = new LinkedHashMap<Object, Object>();
                for (int i = 0; i < keys.size(); i++) {
                    map.put(Value.key(evaluate(keys.get(i), names)), evaluate(values.get(i), names));
                }
                yield map;
            }
            case Expression.Attribute(var object, var name) -> Operators.attribute(evaluate(object, names), name);
            case Expression.Item(var object, var key) -> Operators.item(evaluate(object, names), evaluate(key, names));
            case Expression.Slice(var object, var from, var to, var by) ->
                Operators.slice(evaluate(object, names), part(from, names), part(to, names), part(by, names), budget);
            case Expression.Call(var function, var given) -> call(evaluate(function, names), arguments(given, names));
            case Expression.Filter(var value, var name, var given) ->
                Filters.apply(name, evaluate(value, names), arguments(given, names));
            case Expression.Test(var value, var name, var given, var negated) ->
                negated != Tests.holds(name, evaluate(value, names), arguments(given, names));
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

    static Object call(Object called, Arguments arguments) {
        return switch (called) {
            case Value.Function function -> function.call(arguments);
            case Loop loop -> loop.call(arguments);
            case Value.Undefined undefined -> throw undefined.used();
            default ->
                throw new TemplateException(
                        String.format(Locale.ROOT, "The chat template calls %s.", Value.kind(called)));
        };
    }

    Arguments arguments(Expression.Given given, Names names) {
        var named = new LinkedHashMap<String, Object>();
        var positional = all(given.positional(), names);
        given.named().forEach((name, value) -> named.put(name, evaluate(value, names)));
        return new Arguments(budget, positional, named);
    }

    private Object binary(String operator, Expression left, Expression right, Names names) {
        var a = evaluate(left, names);
        return switch (operator) {
            case "and" -> Value.isTrue(a) ? evaluate(right, names) : a;
            case "or" -> Value.isTrue(a) ? a : evaluate(right, names);
            default -> Operators.binary(operator, a, evaluate(right, names), budget);
        };
    }

    private static Object unary(String operator, Object value) {
        return switch (operator) {
            case "not" -> !Value.isTrue(value);
            case "-" -> Arithmetic.negative(value);
            default -> value instanceof Double ? value : (Object) Value.whole(value);
        };
    }

    private List<Object> all(List<Expression> expressions, Names names) {
        budget.entries(expressions.size());
        var values = new ArrayList<Object>(expressions.size());
        for (var expression : expressions) {
            values.add(evaluate(expression, names));
        }
        return values;
    }

    private @Nullable Object part(@Nullable Expression expression, Names names) {
        return expression == null ? null : evaluate(expression, names);
    }
}
