package sam.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import sam.jinja.Statement.Break;
import sam.jinja.Statement.Captured;
import sam.jinja.Statement.Continue;
import sam.jinja.Statement.Generation;
import sam.jinja.Statement.Macro;
import sam.jinja.Statement.Print;
import sam.jinja.Statement.Text;

/// Runs a parsed template.
final class Interpreter {
    private final Budget budget;
    private final Evaluator evaluator;
    private final StringBuilder out = new StringBuilder();
    private final List<Rendering.Span> generations = new ArrayList<>();
    private StringBuilder target = out;

    private Interpreter(Budget budget) {
        this.budget = budget;
        this.evaluator = new Evaluator(budget);
    }

    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    static Rendering run(List<Statement> template, Map<String, Object> variables, Budget budget) {
        var interpreter = new Interpreter(budget);
        var names = new Names(null);
        variables.forEach(names::set);
        interpreter.block(template, names);
        return new Rendering(interpreter.out.toString(), interpreter.generations);
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
        budget.step();
        switch (statement) {
            case Text(var text) -> print(text);
            case Print(var value) -> print(Printing.text(evaluator.evaluate(value, names), budget));
            case Statement.If(var conditions, var bodies, var otherwise) -> {
                for (int i = 0; i < conditions.size(); i++) {
                    if (isTrue(conditions.get(i), names)) {
                        return block(bodies.get(i), names);
                    }
                }
                return block(otherwise, names);
            }
            case Statement.For loop -> {
                return loop(loop, evaluator.evaluate(loop.items(), names), names, 0);
            }
            case Statement.Set(var to, var value) ->
                AssignmentTarget.assign(to, evaluator.evaluate(value, names), names, budget);
            case Captured captured -> capture(captured, names);
            case Macro macro -> names.set(macro.name(), macro(macro, names));
            case Statement.CallBlock(var caller, var call) -> {
                var arguments = evaluator.arguments(call.given(), names);
                arguments.named().put("caller", macro(caller, names));
                var called = evaluator.evaluate(call.function(), names);
                print(Printing.text(Evaluator.call(called, arguments), budget));
            }
            case Statement.With(var targets, var values, var body) -> {
                var inner = new Names(names);
                for (int i = 0; i < targets.size(); i++) {
                    AssignmentTarget.assign(targets.get(i), evaluator.evaluate(values.get(i), names), inner, budget);
                }
                return block(body, inner);
            }
            case Generation(var body) -> {
                var text = captured(body, new Names(names));
                // transformers counts from what the template has put out, also inside a macro
                generations.add(new Rendering.Span(out.length(), out.length() + text.length()));
                print(text);
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

    private boolean isTrue(Expression condition, Names names) {
        return Value.isTrue(evaluator.evaluate(condition, names));
    }

    private Flow loop(Statement.For statement, Object value, Names names, int depth) {
        var items = Operators.items(value, budget).iterator();
        var condition = statement.condition();
        var chosen = condition == null ? items : new Chosen(items, statement, condition, names);
        var again = statement.recursive()
                ? (Value.Function) arguments -> {
                    budget.enter();
                    var outer = target;
                    target = new StringBuilder();
                    loop(statement, arguments.get(0, ""), names, depth + 1);
                    var text = target.toString();
                    target = outer;
                    budget.leave();
                    return text;
                }
                : null;
        var loop = new Loop(chosen, depth, again);
        if (!loop.hasNext()) {
            return block(statement.otherwise(), names);
        }
        while (loop.hasNext()) {
            budget.step();
            var inner = new Names(names);
            AssignmentTarget.assign(statement.target(), loop.next(), inner, budget);
            inner.set("loop", loop);
            if (block(statement.body(), inner) == Flow.BREAK) {
                break;
            }
        }
        return Flow.ON;
    }

    /// The items a loop's condition lets through, asked one by one: the body may change what it depends on.
    private final class Chosen implements Iterator<Object> {
        private final Iterator<Object> items;
        private final Statement.For loop;
        private final Expression condition;
        private final Names names;
        private @Nullable Object found;

        Chosen(Iterator<Object> items, Statement.For loop, Expression condition, Names names) {
            this.items = items;
            this.loop = loop;
            this.condition = condition;
            this.names = names;
        }

        @Override
        public boolean hasNext() {
            while (found == null && items.hasNext()) {
                var item = items.next();
                var inner = new Names(names);
                AssignmentTarget.assign(loop.target(), item, inner, budget);
                if (isTrue(condition, inner)) {
                    found = item;
                }
            }
            return found != null;
        }

        @Override
        public Object next() {
            if (!hasNext() || found == null) {
                throw new NoSuchElementException();
            }
            var item = found;
            found = null;
            return item;
        }
    }

    private void capture(Captured captured, Names names) {
        var inner = new Names(names);
        inner.set(Captured.BODY, captured(captured.body(), new Names(names)));
        var value = evaluator.evaluate(captured.value(), inner);
        if (captured.target() == null) {
            print(Printing.text(value, budget));
        } else {
            AssignmentTarget.assign(captured.target(), value, names, budget);
        }
    }

    private String captured(List<Statement> body, Names names) {
        var outer = target;
        target = new StringBuilder();
        block(body, names);
        var text = target.toString();
        target = outer;
        return text;
    }

    private Value.Function macro(Macro macro, Names names) {
        return arguments -> {
            budget.enter();
            var inner = new Names(names);
            var parameters = macro.parameters();
            for (int i = 0; i < parameters.size(); i++) {
                var value = arguments.find(i, parameters.get(i));
                var otherwise = macro.defaults().get(i);
                if (value == null) {
                    value = otherwise == null
                            ? new Value.Undefined(parameters.get(i))
                            : evaluator.evaluate(otherwise, inner);
                }
                inner.set(parameters.get(i), value);
            }
            var more = arguments
                    .positional()
                    .subList(
                            Math.min(parameters.size(), arguments.positional().size()),
                            arguments.positional().size());
            var unknown = new LinkedHashMap<Object, Object>(arguments.named());
            parameters.forEach(unknown::remove);
            var caller = unknown.remove("caller");
            if (caller != null && !parameters.contains("caller")) {
                inner.set("caller", caller);
            }
            if (!macro.takesMore() && (!more.isEmpty() || !unknown.isEmpty())) {
                throw new TemplateException(String.format(
                        Locale.ROOT,
                        "The chat template calls its macro %s with arguments it does not take.",
                        macro.name()));
            }
            inner.set("varargs", new Sequences.Tuple(more));
            inner.set("kwargs", unknown);
            var text = captured(macro.body(), inner);
            budget.leave();
            return text;
        };
    }

    private void print(String text) {
        budget.characters(text.length());
        target.append(text);
        if (target.length() > Budget.LONGEST) {
            budget.characters(target.length());
        }
    }
}
