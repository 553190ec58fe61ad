package sam.llm.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A chat template: the subset of Jinja that published templates use, rendered as transformers renders it.
public final class Template {
    private static final int MAX_SOURCE = 1 << 20;

    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    public static Template parse(String source) {
        if (source.length() > MAX_SOURCE) {
            throw new TemplateException("The chat template is longer than a million characters.");
        }
        return new Template(Parser.parse(source));
    }

    /// Renders with variables of plain Java kinds: strings, numbers, booleans, null, lists and maps of them.
    public String render(Map<String, ?> variables) {
        var values = new LinkedHashMap<String, Object>();
        variables.forEach((name, value) -> values.put(name, value(value)));
        try {
            return Interpreter.run(statements, values);
        } catch (StackOverflowError e) {
            throw new TemplateException("The chat template is nested too deeply.");
        } catch (IndexOutOfBoundsException | ClassCastException | java.util.NoSuchElementException e) {
            throw new TemplateException("The chat template calls something without the arguments it needs.");
        }
    }

    private static Object value(@Nullable Object value) {
        return switch (value) {
            case null -> Value.NONE;
            case Integer n -> (long) n;
            case Long n -> n;
            case Double d -> d;
            case Boolean b -> b;
            case String s -> s;
            case List<?> list -> list.stream().map(Template::value).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, item) -> copy.put(Objects.requireNonNull(key), value(item)));
                yield copy;
            }
            default -> throw new IllegalArgumentException(value.getClass().toString());
        };
    }
}
