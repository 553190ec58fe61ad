package sam.functions;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A string of Python as it stands in the source.
final class PythonString {
    private static final Pattern WRITTEN = Pattern.compile("(?s)([A-Za-z]{0,2})(\"\"\"|'''|\"|')(.*)\\2");
    private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)");

    private PythonString() {}

    /// Whether it says itself and is no bytes and no format.
    static boolean isPlain(String written) {
        var parts = WRITTEN.matcher(written);
        return parts.matches() && parts.group(1).toLowerCase(Locale.ROOT).matches("[ru]*");
    }

    /// What it says.
    static String value(String written) {
        var parts = WRITTEN.matcher(written);
        if (!parts.matches()) {
            return written;
        }
        var inner = parts.group(3);
        if (inner.indexOf('\\') < 0 || parts.group(1).toLowerCase(Locale.ROOT).contains("r")) {
            return inner;
        }
        return ESCAPE.matcher(inner).replaceAll(found -> Matcher.quoteReplacement(escaped(found.group(1))));
    }

    private static String escaped(String sign) {
        return switch (sign.charAt(0)) {
            case '\n' -> "";
            case 'n' -> "\n";
            case 't' -> "\t";
            case '\\', '"', '\'' -> sign;
            case 'u', 'x' ->
                sign.length() > 1 ? String.valueOf((char) Integer.parseInt(sign.substring(1), 16)) : "\\" + sign;
            default -> "\\" + sign;
        };
    }
}
