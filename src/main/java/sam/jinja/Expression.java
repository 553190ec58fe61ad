package sam.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands inside `{{ }}` and in the conditions of blocks.
sealed interface Expression {
    record Literal(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record TupleOf(List<Expression> items) implements Expression {}

    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

    record Attribute(Expression object, String name) implements Expression {}

    record Item(Expression object, Expression key) implements Expression {}

    record Slice(
            Expression object,
            @Nullable Expression from,
            @Nullable Expression to,
            @Nullable Expression step) implements Expression {}

    record Call(Expression function, Given given) implements Expression {}

    record Filter(Expression value, String name, Given given) implements Expression {}

    record Test(Expression value, String name, Given given, boolean negated) implements Expression {}

    record Unary(String operator, Expression value) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    record Choice(
            Expression condition, Expression then, @Nullable Expression otherwise) implements Expression {}

    /// What is written between the brackets of a call.
    record Given(List<Expression> positional, Map<String, Expression> named) {
        static final Given NOTHING = new Given(List.of(), Map.of());
    }
}
