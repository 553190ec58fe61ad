package sam.jinja;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A chat template: the subset of Jinja that published templates use, rendered as transformers 5.23 renders it
/// (`trim_blocks`, `lstrip_blocks`, loop controls, `{% generation %}`, no HTML escaping, an immutable sandbox).
///
/// Text that `safe` or `escape` returned is plain text here: joining it with `+` escapes nothing.
public final class Template {
    private static final int MAX_SOURCE = 1 << 20;

    private final List<Statement> statements;
    private final boolean marksGenerations;

    private Template(List<Statement> statements, boolean marksGenerations) {
        this.statements = statements;
        this.marksGenerations = marksGenerations;
    }

    public static Template parse(String source) {
        if (source.length() > MAX_SOURCE) {
            throw new TemplateException("The chat template is longer than a million characters.");
        }
        try {
            boolean marks = java.util.regex.Pattern.compile("\\{%[-+]?\\s*+generation\\s*+[-+]?%}")
                    .matcher(source)
                    .find();
            return new Template(Parser.parse(source), marks);
        } catch (StackOverflowError e) {
            throw new TemplateException("The chat template is nested too deeply.");
        }
    }

    /// Whether the template itself marks what the assistant says.
    public boolean marksGenerations() {
        return marksGenerations;
    }

    /// Renders with variables of plain Java kinds: strings, numbers, booleans, null, lists and maps of them.
    public Rendering render(Map<String, ?> variables, Clock clock) {
        var values = Globals.of(clock);
        var size = new long[1];
        try {
            variables.forEach((name, value) -> values.put(name, value(value, size)));
            return Interpreter.run(statements, values, new Budget(size[0]));
        } catch (StackOverflowError e) {
            throw new TemplateException("The chat template is nested too deeply.");
        } catch (ArithmeticException e) {
            throw new TemplateException("The chat template computes a number of more than 64 bits.");
        }
    }

    private static Object value(@Nullable Object value, long[] size) {
        size[0]++;
        return switch (value) {
            case null -> Value.NONE;
            case Integer n -> (long) n;
            case Long n -> n;
            case Double d -> d;
            case Boolean b -> b;
            case String s -> {
                size[0] += s.length();
                yield s;
            }
            case List<?> list -> {
                var copy = new ArrayList<Object>(list.size());
                list.forEach(item -> copy.add(value(item, size)));
                yield copy;
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, item) -> copy.put(Objects.requireNonNull(key), value(item, size)));
                yield copy;
            }
            default -> throw new IllegalArgumentException(value.getClass().toString());
        };
    }
}
