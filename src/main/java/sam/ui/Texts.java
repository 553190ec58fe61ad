package sam.ui;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import sam.durable.Plain;

/// The words of the window, kept in one place: `messages.properties`, with `%s` and `%,d` for what changes, and
/// `{row|rows}` for a word that follows the number before it: the first form is for one.
public final class Texts {
    private static final ResourceBundle WORDS = ResourceBundle.getBundle("sam.messages", Locale.ROOT);
    private static final Pattern FORMS = Pattern.compile("\\{([^|{}]*)\\|([^|{}]*)}");
    private static final Pattern VALUE = Pattern.compile("%[-#+ 0,(]*\\d*(?:\\.\\d+)?[a-zA-Z]");

    private Texts() {}

    public static String of(String key, Object... values) {
        return fill(WORDS.getString(key), values);
    }

    static String fill(String pattern, Object... values) {
        return values.length == 0 ? pattern : Plain.text(inForm(pattern, values), values);
    }

    private static String inForm(String pattern, Object... values) {
        if (pattern.indexOf('{') < 0) {
            return pattern;
        }
        var forms = FORMS.matcher(pattern);
        var text = new StringBuilder();
        while (forms.find()) {
            long before = VALUE.matcher(pattern.substring(0, forms.start()).replace("%%", ""))
                    .results()
                    .count();
            if (before == 0) {
                throw new IllegalArgumentException(
                        Plain.text("no number stands before %s in: %s", forms.group(), pattern));
            }
            forms.appendReplacement(text, isOne(values[(int) before - 1]) ? "$1" : "$2");
        }
        return forms.appendTail(text).toString();
    }

    private static boolean isOne(Object value) {
        return value instanceof Number number ? number.doubleValue() == 1 : value.equals("1");
    }
}
