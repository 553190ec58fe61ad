package sam.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sam.jinja.Token.Kind;

/// Reads expressions with Jinja's precedence: if-else, or, and, not, comparisons, + -, ~, * / // %, **, unary with
/// its subscripts, calls, filters and tests.
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final Words in;
    private final PrimaryParser primary;

    ExpressionParser(Words in) {
        this.in = in;
        this.primary = new PrimaryParser(in, this);
    }

    PrimaryParser primary() {
        return primary;
    }

    Expression expression() {
        in.enter();
        var value = or();
        for (int links = 0; in.takeName("if"); links = in.link(links)) {
            var condition = or();
            value = new Expression.Choice(condition, value, in.takeName("else") ? expression() : null);
        }
        in.leave();
        return value;
    }

    /// An expression, or several separated by commas as one tuple; `choices` where an if-else may stand.
    Expression tuple(boolean choices) {
        var first = choices ? expression() : or();
        if (!in.isOperator(",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (in.takeOperator(",") && !endsTuple()) {
            items.add(choices ? expression() : or());
        }
        return new Expression.TupleOf(items);
    }

    private boolean endsTuple() {
        return in.peek().kind() == Kind.CLOSE_PRINT
                || in.peek().kind() == Kind.CLOSE_BLOCK
                || in.isOperator(")")
                || in.isName("recursive");
    }

    /// An expression without a trailing if-else: where `for … in … if` has its own.
    Expression or() {
        var left = and();
        for (int links = 0; in.takeName("or"); links = in.link(links)) {
            left = new Expression.Binary("or", left, and());
        }
        return left;
    }

    private Expression and() {
        var left = not();
        for (int links = 0; in.takeName("and"); links = in.link(links)) {
            left = new Expression.Binary("and", left, not());
        }
        return left;
    }

    private Expression not() {
        if (!in.takeName("not")) {
            return comparison();
        }
        in.enter();
        var negated = new Expression.Unary("not", not());
        in.leave();
        return negated;
    }

    private Expression comparison() {
        var left = sum();
        Expression chain = null;
        for (int links = 0; ; links = in.link(links)) {
            String operator;
            boolean negated = false;
            if (in.peek().kind() == Kind.OPERATOR
                    && COMPARISONS.contains(in.peek().text())) {
                operator = in.next().text();
            } else if (in.takeName("in")) {
                operator = "in";
            } else if (in.isName("not") && in.following().text().equals("in")) {
                in.next();
                in.next();
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
        for (int links = 0; in.isOperator("+") || in.isOperator("-"); links = in.link(links)) {
            left = new Expression.Binary(in.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        var left = product();
        for (int links = 0; in.takeOperator("~"); links = in.link(links)) {
            left = new Expression.Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        var left = power();
        for (int links = 0;
                in.isOperator("*") || in.isOperator("/") || in.isOperator("//") || in.isOperator("%");
                links = in.link(links)) {
            left = new Expression.Binary(in.next().text(), left, power());
        }
        return left;
    }

    /// Jinja binds powers from the left, and a sign tighter than a power.
    private Expression power() {
        var left = unary(true);
        for (int links = 0; in.takeOperator("**"); links = in.link(links)) {
            left = new Expression.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean filters) {
        Expression value;
        if (in.isOperator("-") || in.isOperator("+")) {
            in.enter();
            value = new Expression.Unary(in.next().text(), unary(false));
            in.leave();
        } else {
            value = primary.primary();
        }
        value = primary.postfix(value);
        return filters ? primary.filters(value) : value;
    }
}
