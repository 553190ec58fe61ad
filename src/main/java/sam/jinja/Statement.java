package sam.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template does, piece by piece.
sealed interface Statement {
    record Text(String text) implements Statement {}

    record Print(Expression value) implements Statement {}

    record If(List<Expression> conditions, List<List<Statement>> bodies, List<Statement> otherwise)
            implements Statement {}

    record For(
            AssignmentTarget target,
            Expression items,
            @Nullable Expression condition,
            boolean recursive,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    record Set(AssignmentTarget target, Expression value) implements Statement {}

    /// A body as a text: `value` sees it as the name `BODY`. Set to `target`, or printed where there is none.
    record Captured(@Nullable AssignmentTarget target, Expression value, List<Statement> body) implements Statement {
        static final String BODY = "(body)";
    }

    /// `takesMore` where the body speaks of `varargs` or `kwargs`.
    record Macro(
            String name,
            List<String> parameters,
            List<@Nullable Expression> defaults,
            List<Statement> body,
            boolean takesMore)
            implements Statement {}

    /// `{% call %}`: a macro's call that hands it a body as `caller`.
    record CallBlock(Macro caller, Expression.Call call) implements Statement {}

    record With(List<AssignmentTarget> targets, List<Expression> values, List<Statement> body) implements Statement {}

    /// `{% generation %}`: transformers marks what the assistant says.
    record Generation(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}
}
