package sam.jinja;

import java.util.List;
import java.util.Locale;
import sam.jinja.Token.Kind;

/// A template's tokens and the place where reading stands.
final class Words {
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    Words(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token following() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        var token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /// Where reading stands, to ask later what was read since.
    int place() {
        return at;
    }

    boolean hasNameSince(int place, String name) {
        return tokens.subList(place, at).stream()
                .anyMatch(token -> token.kind() == Kind.NAME && token.text().equals(name));
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
            throw wrong(String.format(Locale.ROOT, "\"%s\" is missing", text));
        }
    }

    String expectName() {
        if (peek().kind() != Kind.NAME) {
            throw wrong("a name is missing");
        }
        return next().text();
    }

    /// Goes one deeper into brackets or blocks.
    void enter() {
        if (++depth > DEEPEST) {
            throw wrong("something is nested too deeply");
        }
    }

    void leave() {
        depth--;
    }

    /// Counts the links of a chain like `a + b + c`, which is computed as deep as it is long.
    int link(int links) {
        if (links >= DEEPEST * 4) {
            throw wrong("an expression is too long");
        }
        return links + 1;
    }

    TemplateException wrong(String what) {
        return new TemplateException(String.format(
                Locale.ROOT,
                "The chat template cannot be read: in line %d %s. Use another model or mend it.",
                peek().line(),
                what));
    }
}
