package sam.durable;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Text with values in it that is the same on every machine: names, paths, SQL, files, and what scripts read.
public final class Plain {
    private Plain() {}

    /// Fills in a pattern of `java.util.Formatter` with the digits, letters and marks of no language.
    public static String text(String pattern, @Nullable Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
