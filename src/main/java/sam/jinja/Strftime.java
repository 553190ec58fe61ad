package sam.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// Python's `strftime` in the C locale, for the date a template puts into its system message.
final class Strftime {
    private static final Map<Character, String> PATTERNS = Map.ofEntries(
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('b', "MMM"),
            Map.entry('h', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('d', "dd"),
            Map.entry('H', "HH"),
            Map.entry('I', "hh"),
            Map.entry('j', "DDD"),
            Map.entry('m', "MM"),
            Map.entry('M', "mm"),
            Map.entry('p', "a"),
            Map.entry('S', "ss"),
            Map.entry('f', "SSSSSS"),
            Map.entry('y', "yy"),
            Map.entry('Y', "yyyy"),
            Map.entry('F', "yyyy-MM-dd"),
            Map.entry('T', "HH:mm:ss"),
            Map.entry('R', "HH:mm"),
            Map.entry('D', "MM/dd/yy"),
            Map.entry('x', "MM/dd/yy"),
            Map.entry('X', "HH:mm:ss"));
    private static final Map<Character, String> UNPADDED =
            Map.of('d', "d", 'm', "M", 'H', "H", 'I', "h", 'M', "m", 'S', "s", 'j', "D", 'y', "y");

    private Strftime() {}

    static String of(ZonedDateTime time, String format, Budget budget) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            budget.characters(1);
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            c = format.charAt(++i);
            boolean unpadded = c == '-' && i + 1 < format.length();
            c = unpadded ? format.charAt(++i) : c;
            switch (c) {
                case '%' -> out.append('%');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'e' -> out.append(String.format(Locale.ROOT, "%2d", time.getDayOfMonth()));
                case 'u' -> out.append(time.getDayOfWeek().getValue());
                case 'w' -> out.append(time.getDayOfWeek().getValue() % 7);
                case 's' -> out.append(time.toEpochSecond());
                // Python's clock here has no time zone
                case 'z', 'Z' -> out.append("");
                case 'c' -> out.append(of(time, "%a %b %e %H:%M:%S %Y", budget));
                default -> {
                    var pattern = (unpadded ? UNPADDED : PATTERNS).get(c);
                    if (pattern == null) {
                        throw new TemplateException(String.format(
                                Locale.ROOT,
                                "The chat template asks for the date as \"%%%s\", which is not computed here.",
                                c));
                    }
                    out.append(
                            DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
                }
            }
        }
        return out.toString();
    }
}
