package sam.llm.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sam.llm.template.Token.Kind;

/// Reads expressions with Jinja's precedence: if-else, or, and, not, comparisons, + -, ~, * / // %, unary, **, postfix.
final class ExpressionParser {
    private static final int MAX_DEPTH = 200;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final List<Token> tokens;
    private int at;
    private int depth;

    ExpressionParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        return tokens.get(at++);
    }

    boolean isOperator(String text) {
        return peek().kind() == Kind.OPERATOR && peek().text().equals(text);
    }

    boolean isName(String text) {
        return peek().kind() == Kind.NAME && peek().text().equals(text);
    }

    boolean takeOperator(String text) {
        return isOperator(text) && next() != null;
    }

    boolean takeName(String text) {
        return isName(text) && next() != null;
    }

    void expectOperator(String text) {
        if (!takeOperator(text)) {
            throw wrong("\"%s\" is missing".formatted(text));
        }
    }

    String expectName() {
        if (peek().kind() != Kind.NAME) {
            throw wrong("a name is missing");
        }
        return next().text();
    }

    TemplateException wrong(String what) {
        return new TemplateException("The chat template cannot be read: in line %d %s. Use another model or mend it."
                .formatted(peek().line(), what));
    }

    Expression expression() {
        if (++depth > MAX_DEPTH) {
            throw wrong("expressions are nested too deeply");
        }
        var value = or();
        while (takeName("if")) {
            var condition = or();
            value = new Expression.Choice(condition, value, takeName("else") ? expression() : null);
        }
        depth--;
        return value;
    }

    /// An expression, or several separated by commas as one list.
    Expression tuple() {
        var first = expression();
        if (!isOperator(",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (takeOperator(",")) {
            if (startsExpression()) {
                items.add(expression());
            }
        }
        return new Expression.ListOf(items);
    }

    private boolean startsExpression() {
        return switch (peek().kind()) {
            case NAME, STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> "([{-+".contains(peek().text());
            default -> false;
        };
    }

    /// An expression without a trailing if-else: where `for … in … if` has its own.
    Expression or() {
        var left = and();
        while (takeName("or")) {
            left = new Expression.Binary("or", left, and());
        }
        return left;
    }

    private Expression and() {
        var left = not();
        while (takeName("and")) {
            left = new Expression.Binary("and", left, not());
        }
        return left;
    }

    private Expression not() {
        return takeName("not") ? new Expression.Unary("not", not()) : comparison();
    }

    private Expression comparison() {
        var left = sum();
        Expression chain = null;
        while (true) {
            String operator;
            boolean negated = false;
            if (peek().kind() == Kind.OPERATOR && COMPARISONS.contains(peek().text())) {
                operator = next().text();
            } else if (takeName("in")) {
                operator = "in";
            } else if (isName("not") && tokens.get(at + 1).text().equals("in")) {
                at += 2;
                operator = "in";
                negated = true;
            } else {
                return chain == null ? left : chain;
            }
            var right = sum();
            Expression link = new Expression.Binary(operator, left, right);
            link = negated ? new Expression.Unary("not", link) : link;
            chain = chain == null ? link : new Expression.Binary("and", chain, link);
            left = right;
        }
    }

    private Expression sum() {
        var left = concatenation();
        while (isOperator("+") || isOperator("-")) {
            left = new Expression.Binary(next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        var left = product();
        while (takeOperator("~")) {
            left = new Expression.Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        var left = unary();
        while (isOperator("*") || isOperator("/") || isOperator("//") || isOperator("%")) {
            left = new Expression.Binary(next().text(), left, unary());
        }
        return left;
    }

    private Expression unary() {
        if (isOperator("-") || isOperator("+")) {
            return new Expression.Unary(next().text(), unary());
        }
        var base = postfix(primary());
        if (takeOperator("**")) {
            base = new Expression.Binary("**", base, unary());
        }
        return filters(base);
    }

    private Expression primary() {
        var token = next();
        return switch (token.kind()) {
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (peek().kind() == Kind.STRING) {
                    text.append(next().text());
                }
                yield new Expression.Literal(text.toString());
            }
            case INTEGER -> new Expression.Literal(integer(token));
            case FLOAT -> new Expression.Literal(Double.parseDouble(token.text()));
            case NAME ->
                switch (token.text()) {
                    case "true", "True" -> new Expression.Literal(true);
                    case "false", "False" -> new Expression.Literal(false);
                    case "none", "None" -> new Expression.Literal(Value.NONE);
                    default -> new Expression.Name(token.text());
                };
            case OPERATOR -> bracket(token);
            default -> {
                at--;
                throw wrong("an expression is missing");
            }
        };
    }

    private Long integer(Token token) {
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw wrong("a number is too large");
        }
    }

    private Expression bracket(Token token) {
        switch (token.text()) {
            case "(" -> {
                var inside = isOperator(")") ? new Expression.ListOf(List.of()) : tuple();
                expectOperator(")");
                return inside;
            }
            case "[" -> {
                var items = new ArrayList<Expression>();
                while (!takeOperator("]")) {
                    items.add(expression());
                    if (!isOperator("]")) {
                        expectOperator(",");
                    }
                }
                return new Expression.ListOf(items);
            }
            case "{" -> {
                var keys = new ArrayList<Expression>();
                var values = new ArrayList<Expression>();
                while (!takeOperator("}")) {
                    keys.add(expression());
                    expectOperator(":");
                    values.add(expression());
                    if (!isOperator("}")) {
                        expectOperator(",");
                    }
                }
                return new Expression.DictOf(keys, values);
            }
            default -> {
                at--;
                throw wrong("\"%s\" stands where a value should".formatted(token.text()));
            }
        }
    }

    private Expression postfix(Expression start) {
        var value = start;
        while (true) {
            if (takeOperator(".")) {
                value = peek().kind() == Kind.INTEGER
                        ? new Expression.Item(value, new Expression.Literal(integer(next())))
                        : new Expression.Attribute(value, expectName());
            } else if (takeOperator("[")) {
                value = subscript(value);
            } else if (isOperator("(")) {
                var named = new LinkedHashMap<String, Expression>();
                value = new Expression.Call(value, arguments(named), named);
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression value) {
        var parts = new @Nullable Expression[3];
        int part = 0;
        while (!isOperator("]")) {
            if (takeOperator(":")) {
                part++;
            } else {
                parts[part] = expression();
            }
            if (part > 2) {
                throw wrong("a slice has too many parts");
            }
        }
        next();
        if (part > 0) {
            return new Expression.Slice(value, parts[0], parts[1], parts[2]);
        }
        if (parts[0] == null) {
            throw wrong("a subscript is empty");
        }
        return new Expression.Item(value, parts[0]);
    }

    private List<Expression> arguments(Map<String, Expression> named) {
        expectOperator("(");
        var arguments = new ArrayList<Expression>();
        while (!takeOperator(")")) {
            var following = tokens.get(at + 1);
            if (peek().kind() == Kind.NAME
                    && following.kind() == Kind.OPERATOR
                    && following.text().equals("=")) {
                var name = next().text();
                next();
                named.put(name, expression());
            } else {
                arguments.add(expression());
            }
            if (!isOperator(")")) {
                expectOperator(",");
            }
        }
        return arguments;
    }

    private Expression filters(Expression start) {
        var value = start;
        while (true) {
            if (takeOperator("|")) {
                var name = expectName();
                var named = new LinkedHashMap<String, Expression>();
                value = new Expression.Filter(value, name, isOperator("(") ? arguments(named) : List.of(), named);
            } else if (takeName("is")) {
                boolean negated = takeName("not");
                var name = expectName();
                List<Expression> arguments = List.of();
                if (isOperator("(")) {
                    arguments = arguments(new LinkedHashMap<>());
                } else if (Tests.takesArgument(name) && startsExpression()) {
                    arguments = List.of(postfix(primary()));
                }
                value = new Expression.Test(value, name, arguments, negated);
            } else {
                return value;
            }
        }
    }
}
