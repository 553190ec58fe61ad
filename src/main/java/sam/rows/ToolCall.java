package sam.rows;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A call of a tool in an assistant's turn. `arguments` is JSON text as it came, an object or a string that holds one:
/// templates show the two differently.
public record ToolCall(
        @Nullable String id, String name, @Nullable String arguments) {
    /// The call as a person reads it.
    public String shown() {
        return String.format(Locale.ROOT, "%s(%s)", name, arguments == null ? "" : arguments);
    }
}
