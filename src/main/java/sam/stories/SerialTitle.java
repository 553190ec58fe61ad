package sam.stories;

import java.util.Locale;
import java.util.regex.Pattern;

/// The title of a serial without what tells its parts apart: "The Lake House - Chapter 12" and "The Lake House 3" are
/// parts of "the lake house".
final class SerialTitle {
    private static final Pattern CHAPTER =
            Pattern.compile("[\\s,:;(\\[\\u2013-]*\\b(?:chapters?|chap|ch|parts?|pt|book|episode|ep)\\b\\.?\\s*"
                    + "(?:\\d|[ivxlc]+\\b|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve).*$");
    private static final Pattern NUMBER = Pattern.compile("[\\s#:;,.-]*\\d+\\s*$");
    private static final Pattern CATEGORIES = Pattern.compile("\\s*[(\\[][^()\\[\\]]*[)\\]]?\\s*$");

    private SerialTitle() {}

    static String of(String title) {
        var text = title.strip().toLowerCase(Locale.ROOT);
        var bare = CATEGORIES.matcher(text).replaceFirst("");
        bare = CHAPTER.matcher(bare).replaceFirst("");
        bare = NUMBER.matcher(bare).replaceFirst("").strip();
        return bare.isEmpty() ? text : bare;
    }
}
