package sam.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `loop` a body sees. It looks ahead only when asked, since a loop's condition may depend on what the body did.
final class Loop implements Value.Fields {
    private final Iterator<Object> items;
    private final Deque<Object> ahead = new ArrayDeque<>();
    private final int depth;
    private final Value.@Nullable Function again;
    private Object previous = new Value.Undefined("previtem");
    private @Nullable Object current;
    private @Nullable List<Object> seen;
    private long index;

    /// `again` renders the body for other items, in a recursive loop.
    Loop(Iterator<Object> items, int depth, Value.@Nullable Function again) {
        this.items = items;
        this.depth = depth;
        this.again = again;
    }

    boolean hasNext() {
        return !ahead.isEmpty() || items.hasNext();
    }

    Object next() {
        if (current != null) {
            previous = current;
        }
        index++;
        current = ahead.isEmpty() ? items.next() : ahead.removeFirst();
        return current;
    }

    Object call(Arguments arguments) {
        if (again == null) {
            throw new TemplateException("The chat template calls a loop that is not recursive.");
        }
        return again.call(arguments);
    }

    int depth() {
        return depth;
    }

    private long length() {
        items.forEachRemaining(ahead::addLast);
        return index + ahead.size();
    }

    private Object following() {
        if (ahead.isEmpty()) {
            if (!items.hasNext()) {
                return new Value.Undefined("nextitem");
            }
            ahead.addLast(items.next());
        }
        return ahead.getFirst();
    }

    @Override
    public @Nullable Object field(String name) {
        return switch (name) {
            case "index" -> index;
            case "index0" -> index - 1;
            case "first" -> index == 1;
            case "last" -> !hasNext();
            case "length" -> length();
            case "revindex" -> length() - index + 1;
            case "revindex0" -> length() - index;
            case "previtem" -> previous;
            case "nextitem" -> following();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "cycle" ->
                (Value.Function) arguments -> {
                    if (arguments.positional().isEmpty()) {
                        throw Arguments.missing();
                    }
                    return arguments.positional().get((int)
                            ((index - 1) % arguments.positional().size()));
                };
            case "changed" ->
                (Value.Function) arguments -> {
                    boolean same = seen != null && Value.equal(seen, arguments.positional(), arguments.budget());
                    seen = arguments.positional();
                    return !same;
                };
            default -> null;
        };
    }
}
