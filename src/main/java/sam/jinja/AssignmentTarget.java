package sam.jinja;

import java.util.List;
import java.util.Locale;

/// What a value is given to: a name, a field of a namespace, or several at once.
sealed interface AssignmentTarget {
    record Name(String name) implements AssignmentTarget {}

    record Field(String namespace, String name) implements AssignmentTarget {}

    record Several(List<AssignmentTarget> parts) implements AssignmentTarget {}

    /// Gives `value` to `target` in `names`.
    static void assign(AssignmentTarget target, Object value, Names names, Budget budget) {
        switch (target) {
            case Name(var name) -> names.set(name, value);
            case Field(var namespace, var name) -> {
                if (!(names.get(namespace) instanceof Value.Namespace(var fields))) {
                    throw new TemplateException(String.format(
                            Locale.ROOT, "The chat template changes %s, which is no namespace.", namespace));
                }
                Globals.checkField(name);
                fields.put(name, value);
            }
            case Several(var parts) -> {
                var items = Operators.items(value, budget);
                if (items.size() != parts.size()) {
                    throw new TemplateException(String.format(
                            Locale.ROOT,
                            "The chat template unpacks %d values into %d names.",
                            items.size(),
                            parts.size()));
                }
                for (int i = 0; i < items.size(); i++) {
                    assign(parts.get(i), items.get(i), names, budget);
                }
            }
        }
    }
}
