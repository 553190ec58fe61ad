package sam.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names seen from a block: its own first, then those around it.
final class Names {
    private final Map<String, Object> own = new HashMap<>();
    private final @Nullable Names around;

    Names(@Nullable Names around) {
        this.around = around;
    }

    void set(String name, Object value) {
        own.put(name, value);
    }

    Object get(String name) {
        for (var names = this; names != null; names = names.around) {
            var value = names.own.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Value.Undefined(name);
    }
}
