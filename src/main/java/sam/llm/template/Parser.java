package sam.llm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sam.llm.template.Token.Kind;

/// Reads the blocks of a template.
final class Parser {
    private static final int MAX_DEPTH = 100;

    private final ExpressionParser in;
    private int depth;

    private Parser(List<Token> tokens) {
        this.in = new ExpressionParser(tokens);
    }

    static List<Statement> parse(String template) {
        var parser = new Parser(Lexer.read(template));
        var body = parser.body(Set.of());
        if (parser.in.peek().kind() != Kind.END) {
            throw parser.in.wrong("a block ends that never began");
        }
        return body;
    }

    /// Statements up to a block with one of these names, whose name is not taken yet.
    private List<Statement> body(Set<String> ends) {
        if (++depth > MAX_DEPTH) {
            throw in.wrong("blocks are nested too deeply");
        }
        var statements = new ArrayList<Statement>();
        while (true) {
            var token = in.peek();
            switch (token.kind()) {
                case TEXT -> {
                    in.next();
                    statements.add(new Statement.Text(token.text()));
                }
                case OPEN_PRINT -> {
                    in.next();
                    statements.add(new Statement.Print(in.tuple()));
                    close(Kind.CLOSE_PRINT);
                }
                case OPEN_BLOCK -> {
                    in.next();
                    if (in.peek().kind() == Kind.NAME && ends.contains(in.peek().text())) {
                        depth--;
                        return statements;
                    }
                    statements.add(block());
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw in.wrong("a block never ends");
                    }
                    depth--;
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
            case "macro" -> macro();
            case "generation" -> {
                close(Kind.CLOSE_BLOCK);
                yield new Statement.Group(untilEnd("endgeneration"));
            }
            case "break" -> {
                close(Kind.CLOSE_BLOCK);
                yield new Statement.Break();
            }
            case "continue" -> {
                close(Kind.CLOSE_BLOCK);
                yield new Statement.Continue();
            }
            default -> throw in.wrong("\"%s\" is used, which is not computed here".formatted(name));
        };
    }

    private Statement ifBlock() {
        var conditions = new ArrayList<Expression>();
        var bodies = new ArrayList<List<Statement>>();
        List<Statement> otherwise = List.of();
        while (true) {
            conditions.add(in.tuple());
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
        var names = names();
        if (!in.takeName("in")) {
            throw in.wrong("\"in\" is missing");
        }
        var items = in.or();
        var condition = in.takeName("if") ? in.expression() : null;
        close(Kind.CLOSE_BLOCK);
        var body = body(Set.of("else", "endfor"));
        List<Statement> otherwise = List.of();
        if (in.next().text().equals("else")) {
            close(Kind.CLOSE_BLOCK);
            otherwise = body(Set.of("endfor"));
            in.next();
        }
        close(Kind.CLOSE_BLOCK);
        return new Statement.For(names, items, condition, body, otherwise);
    }

    private List<String> names() {
        boolean bracket = in.takeOperator("(");
        var names = new ArrayList<String>();
        do {
            names.add(in.expectName());
        } while (in.takeOperator(","));
        if (bracket) {
            in.expectOperator(")");
        }
        return names;
    }

    private Statement setBlock() {
        var names = names();
        var attribute = in.takeOperator(".") ? in.expectName() : null;
        if (in.takeOperator("=")) {
            var value = in.tuple();
            close(Kind.CLOSE_BLOCK);
            return new Statement.Set(names, attribute, value);
        }
        close(Kind.CLOSE_BLOCK);
        return new Statement.SetBlock(names.getFirst(), untilEnd("endset"));
    }

    private Statement macro() {
        var name = in.expectName();
        var parameters = new ArrayList<String>();
        var defaults = new ArrayList<@Nullable Expression>();
        in.expectOperator("(");
        while (!in.takeOperator(")")) {
            parameters.add(in.expectName());
            defaults.add(in.takeOperator("=") ? in.expression() : null);
            if (!in.isOperator(")")) {
                in.expectOperator(",");
            }
        }
        close(Kind.CLOSE_BLOCK);
        return new Statement.Macro(name, parameters, defaults, untilEnd("endmacro"));
    }

    private List<Statement> untilEnd(String name) {
        var body = body(Set.of(name));
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
