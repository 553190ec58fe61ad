package sam.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a function, filter or test is called with.
record Arguments(Budget budget, List<Object> positional, Map<String, Object> named) {
    @Nullable
    Object find(int index, String name) {
        return index < positional.size() ? positional.get(index) : named.get(name);
    }

    boolean has(int index, String name) {
        return find(index, name) != null;
    }

    Object get(int index, String name, Object otherwise) {
        var found = find(index, name);
        return found == null ? otherwise : found;
    }

    Object get(int index, String name) {
        var found = find(index, name);
        if (found == null) {
            throw missing();
        }
        return found;
    }

    String text(int index, String name) {
        if (get(index, name) instanceof String text) {
            return text;
        }
        throw new TemplateException(String.format(
                Locale.ROOT, "The chat template gives %s where a text is needed.", Value.kind(get(index, name))));
    }

    long whole(int index, String name, long otherwise) {
        var found = find(index, name);
        return found == null || found == Value.NONE ? otherwise : Value.whole(found);
    }

    boolean isTrue(int index, String name) {
        var found = find(index, name);
        return found != null && Value.isTrue(found);
    }

    /// The positional arguments from the second on.
    Arguments rest() {
        return new Arguments(budget, positional.subList(Math.min(1, positional.size()), positional.size()), named);
    }

    static TemplateException missing() {
        return new TemplateException("The chat template calls something without the arguments it needs.");
    }
}
