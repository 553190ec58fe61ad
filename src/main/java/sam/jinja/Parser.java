package sam.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sam.jinja.Token.Kind;

/// Reads the blocks of a template.
final class Parser {
    private final Words in;
    private final ExpressionParser expressions;
    private int loops;

    private Parser(Words in) {
        this.in = in;
        this.expressions = new ExpressionParser(in);
    }

    static List<Statement> parse(String template) {
        var parser = new Parser(new Words(Lexer.read(template)));
        var body = parser.body(Set.of());
        if (parser.in.peek().kind() != Kind.END) {
            throw parser.in.wrong("a block ends that never began");
        }
        return body;
    }

    /// Statements up to a block with one of these names, whose name is not taken yet.
    private List<Statement> body(Set<String> ends) {
        in.enter();
        var statements = new ArrayList<Statement>();
        while (true) {
            var token = in.peek();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Text(in.next().text()));
                case OPEN_PRINT -> {
                    in.next();
                    statements.add(new Statement.Print(expressions.tuple(true)));
                    close(Kind.CLOSE_PRINT);
                }
                case OPEN_BLOCK -> {
                    in.next();
                    if (in.peek().kind() == Kind.NAME && ends.contains(in.peek().text())) {
                        in.leave();
                        return statements;
                    }
                    statements.add(block());
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw in.wrong("a block never ends");
                    }
                    in.leave();
                    return statements;
                }
            }
        }
    }

    private Statement block() {
        var name = in.expectName();
        return switch (name) {
            case "if" -> ifBlock();
            case "for" -> forBlock();
            case "set" -> setBlock();
            case "macro" -> macro(in.expectName(), "endmacro");
            case "call" -> callBlock();
            case "with" -> withBlock();
            case "filter" -> {
                var value = filters(expressions.primary().filter(new Expression.Name(Statement.Captured.BODY)));
                close(Kind.CLOSE_BLOCK);
                yield new Statement.Captured(null, value, apart("endfilter"));
            }
            case "generation" -> {
                close(Kind.CLOSE_BLOCK);
                yield new Statement.Generation(apart("endgeneration"));
            }
            case "break", "continue" -> {
                if (loops == 0) {
                    throw in.wrong(String.format(Locale.ROOT, "\"%s\" stands outside a loop", name));
                }
                close(Kind.CLOSE_BLOCK);
                yield name.equals("break") ? new Statement.Break() : new Statement.Continue();
            }
            default -> throw in.wrong(String.format(Locale.ROOT, "\"%s\" is used, which is not computed here", name));
        };
    }

    private Statement ifBlock() {
        var conditions = new ArrayList<Expression>();
        var bodies = new ArrayList<List<Statement>>();
        List<Statement> otherwise = List.of();
        while (true) {
            conditions.add(expressions.tuple(false));
            close(Kind.CLOSE_BLOCK);
            bodies.add(body(Set.of("elif", "else", "endif")));
            var end = in.next().text();
            if (end.equals("else")) {
                close(Kind.CLOSE_BLOCK);
                otherwise = body(Set.of("endif"));
                in.next();
            }
            if (!end.equals("elif")) {
                close(Kind.CLOSE_BLOCK);
                return new Statement.If(conditions, bodies, otherwise);
            }
        }
    }

    private Statement forBlock() {
        var target = target();
        if (!in.takeName("in")) {
            throw in.wrong("\"in\" is missing");
        }
        var items = expressions.tuple(false);
        var condition = in.takeName("if") ? expressions.expression() : null;
        boolean recursive = in.takeName("recursive");
        close(Kind.CLOSE_BLOCK);
        loops++;
        var body = body(Set.of("else", "endfor"));
        loops--;
        List<Statement> otherwise = List.of();
        if (in.next().text().equals("else")) {
            close(Kind.CLOSE_BLOCK);
            otherwise = body(Set.of("endfor"));
            in.next();
        }
        close(Kind.CLOSE_BLOCK);
        return new Statement.For(target, items, condition, recursive, body, otherwise);
    }

    /// One target, or several separated by commas, with or without brackets.
    private AssignmentTarget target() {
        var targets = new ArrayList<AssignmentTarget>();
        do {
            targets.add(oneTarget());
        } while (in.takeOperator(",") && !in.isName("in") && !in.isOperator("="));
        return targets.size() == 1 ? targets.getFirst() : new AssignmentTarget.Several(targets);
    }

    private AssignmentTarget oneTarget() {
        if (in.takeOperator("(")) {
            in.enter();
            var inside = target();
            in.leave();
            in.expectOperator(")");
            return inside;
        }
        var name = in.expectName();
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw in.wrong(String.format(Locale.ROOT, "a value is given to %s", name));
        }
        return in.takeOperator(".")
                ? new AssignmentTarget.Field(name, in.expectName())
                : new AssignmentTarget.Name(name);
    }

    private Statement setBlock() {
        var target = target();
        if (in.takeOperator("=")) {
            var value = expressions.tuple(true);
            close(Kind.CLOSE_BLOCK);
            return new Statement.Set(target, value);
        }
        var value = filters(new Expression.Name(Statement.Captured.BODY));
        close(Kind.CLOSE_BLOCK);
        return new Statement.Captured(target, value, apart("endset"));
    }

    private Expression filters(Expression body) {
        var value = body;
        for (int links = 0; in.takeOperator("|"); links = in.link(links)) {
            value = expressions.primary().filter(value);
        }
        return value;
    }

    private Statement.Macro macro(String name, String end) {
        var parameters = new ArrayList<String>();
        var defaults = new ArrayList<@Nullable Expression>();
        if (in.takeOperator("(")) {
            while (!in.takeOperator(")")) {
                parameters.add(in.expectName());
                defaults.add(in.takeOperator("=") ? expressions.expression() : null);
                if (!in.isOperator(")")) {
                    in.expectOperator(",");
                }
            }
        }
        if (end.equals("endcall")) {
            return new Statement.Macro(name, parameters, defaults, List.of(), false);
        }
        close(Kind.CLOSE_BLOCK);
        int place = in.place();
        var body = apart(end);
        boolean takesMore = in.hasNameSince(place, "varargs") || in.hasNameSince(place, "kwargs");
        return new Statement.Macro(name, parameters, defaults, body, takesMore);
    }

    private Statement callBlock() {
        var head = macro("caller", "endcall");
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw in.wrong("a call block calls nothing");
        }
        close(Kind.CLOSE_BLOCK);
        var body = apart("endcall");
        return new Statement.CallBlock(
                new Statement.Macro(head.name(), head.parameters(), head.defaults(), body, false), call);
    }

    private Statement withBlock() {
        var targets = new ArrayList<AssignmentTarget>();
        var values = new ArrayList<Expression>();
        while (in.peek().kind() != Kind.CLOSE_BLOCK) {
            targets.add(oneTarget());
            in.expectOperator("=");
            values.add(expressions.expression());
            if (in.peek().kind() != Kind.CLOSE_BLOCK) {
                in.expectOperator(",");
            }
        }
        close(Kind.CLOSE_BLOCK);
        var body = body(Set.of("endwith"));
        in.next();
        close(Kind.CLOSE_BLOCK);
        return new Statement.With(targets, values, body);
    }

    /// A body that is rendered apart, so no loop around it can be left from inside.
    private List<Statement> apart(String end) {
        int around = loops;
        loops = 0;
        var body = body(Set.of(end));
        loops = around;
        in.next();
        close(Kind.CLOSE_BLOCK);
        return body;
    }

    private void close(Kind kind) {
        if (in.peek().kind() != kind) {
            throw in.wrong("a tag holds more than it should");
        }
        in.next();
    }
}
