package sam.ui;

import java.util.Locale;
import java.util.ResourceBundle;

/// The words of the window, kept in one place: `messages.properties`, with `%s` and `%,d` for what changes.
public final class Texts {
    private static final ResourceBundle WORDS = ResourceBundle.getBundle("sam.messages", Locale.ROOT);

    private Texts() {}

    public static String of(String key, Object... values) {
        var pattern = WORDS.getString(key);
        return values.length == 0 ? pattern : pattern.formatted(values);
    }
}
