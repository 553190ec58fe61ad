package sam.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sam.jinja.Expression.Given;
import sam.jinja.Token.Kind;

/// Reads what binds tightest: literals, brackets, attributes, subscripts, calls, filters and tests.
final class PrimaryParser {
    private final Words in;
    private final ExpressionParser expressions;

    PrimaryParser(Words in, ExpressionParser expressions) {
        this.in = in;
        this.expressions = expressions;
    }

    Expression primary() {
        var token = in.peek();
        return switch (token.kind()) {
            case STRING -> {
                var text = new StringBuilder();
                while (in.peek().kind() == Kind.STRING) {
                    text.append(in.next().text());
                }
                yield new Expression.Literal(text.toString());
            }
            case INTEGER -> new Expression.Literal(integer(in.next()));
            case FLOAT -> new Expression.Literal(Double.parseDouble(in.next().text()));
            case NAME ->
                switch (in.next().text()) {
                    case "true", "True" -> new Expression.Literal(true);
                    case "false", "False" -> new Expression.Literal(false);
                    case "none", "None" -> new Expression.Literal(Value.NONE);
                    default -> new Expression.Name(token.text());
                };
            case OPERATOR -> bracket(token);
            default -> throw in.wrong("an expression is missing");
        };
    }

    private Long integer(Token token) {
        var digits = token.text().toLowerCase(java.util.Locale.ROOT);
        int base = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        try {
            return Long.parseLong(base == 10 ? digits : digits.substring(2), base);
        } catch (NumberFormatException e) {
            throw in.wrong("a number is too large");
        }
    }

    private Expression bracket(Token token) {
        switch (token.text()) {
            case "(" -> {
                in.next();
                var inside = in.isOperator(")") ? new Expression.TupleOf(List.of()) : expressions.tuple(true);
                in.expectOperator(")");
                return inside;
            }
            case "[" -> {
                in.next();
                var items = new ArrayList<Expression>();
                while (!in.takeOperator("]")) {
                    items.add(expressions.expression());
                    comma("]");
                }
                return new Expression.ListOf(items);
            }
            case "{" -> {
                in.next();
                var keys = new ArrayList<Expression>();
                var values = new ArrayList<Expression>();
                while (!in.takeOperator("}")) {
                    keys.add(expressions.expression());
                    in.expectOperator(":");
                    values.add(expressions.expression());
                    comma("}");
                }
                return new Expression.DictOf(keys, values);
            }
            default -> throw in.wrong(String.format(Locale.ROOT, "\"%s\" stands where a value should", token.text()));
        }
    }

    private void comma(String close) {
        if (!in.isOperator(close)) {
            in.expectOperator(",");
        }
    }

    Expression postfix(Expression start) {
        var value = start;
        for (int links = 0; ; links = in.link(links)) {
            if (in.takeOperator(".")) {
                value = in.peek().kind() == Kind.INTEGER
                        ? new Expression.Item(value, new Expression.Literal(integer(in.next())))
                        : new Expression.Attribute(value, in.expectName());
            } else if (in.takeOperator("[")) {
                value = subscript(value);
            } else if (in.isOperator("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression value) {
        var parts = new @Nullable Expression[3];
        int part = 0;
        while (!in.isOperator("]")) {
            if (in.takeOperator(":")) {
                part++;
            } else if (part < 3 && parts[part] == null) {
                parts[part] = expressions.expression();
            } else {
                throw in.wrong("a subscript holds more than it should");
            }
            if (part > 2) {
                throw in.wrong("a slice has too many parts");
            }
        }
        in.next();
        if (part > 0) {
            return new Expression.Slice(value, parts[0], parts[1], parts[2]);
        }
        if (parts[0] == null) {
            throw in.wrong("a subscript is empty");
        }
        return new Expression.Item(value, parts[0]);
    }

    Given arguments() {
        in.expectOperator("(");
        var positional = new ArrayList<Expression>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!in.takeOperator(")")) {
            var following = in.following();
            if (in.peek().kind() == Kind.NAME
                    && following.kind() == Kind.OPERATOR
                    && following.text().equals("=")) {
                var name = in.next().text();
                in.next();
                named.put(name, expressions.expression());
            } else if (named.isEmpty()) {
                positional.add(expressions.expression());
            } else {
                throw in.wrong("an argument without a name follows one with a name");
            }
            comma(")");
        }
        return new Given(positional, named);
    }

    Expression filters(Expression start) {
        var value = start;
        for (int links = 0; ; links = in.link(links)) {
            if (in.takeOperator("|")) {
                value = filter(value);
            } else if (in.takeName("is")) {
                value = test(value);
            } else if (in.isOperator("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    /// A filter whose bar is taken.
    Expression filter(Expression value) {
        var name = in.expectName();
        return new Expression.Filter(value, name, in.isOperator("(") ? arguments() : Given.NOTHING);
    }

    private Expression test(Expression value) {
        boolean negated = in.takeName("not");
        var name = in.expectName();
        var given = Given.NOTHING;
        if (in.isOperator("(")) {
            given = arguments();
        } else if (startsArgument()) {
            in.enter();
            given = new Given(List.of(postfix(primary())), Map.of());
            in.leave();
        }
        return new Expression.Test(value, name, given, negated);
    }

    private boolean startsArgument() {
        var token = in.peek();
        return switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME ->
                !List.of("else", "or", "and", "if", "is", "in", "not", "recursive")
                        .contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }
}
