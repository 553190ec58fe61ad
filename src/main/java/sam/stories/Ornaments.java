package sam.stories;

import java.util.regex.Pattern;

/// Which lines tell chapters and scenes apart and are no prose themselves.
final class Ornaments {
    private static final int LONGEST = 80;
    private static final String NUMERAL =
            "(?:\\d{1,4}|[ivxlc]+|the \\w+|one|two|three|four|five|six|seven|eight|nine|ten"
                    + "|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif)ty(?:[- ]\\w+)?)";
    private static final Pattern CHAPTER = Pattern.compile(
            "(?i)(?:chapter|part|book|act|interlude|episode) " + NUMERAL
                    + "(?:\\s*[:.\\u2013\\u2014-].*)?|(?:prologue|epilogue|interlude|afterword|foreword)(?:\\s*[:.\\u2013\\u2014-].*)?");
    private static final Pattern LETTERED = Pattern.compile("[oOxX0~*#=+.\\-–—_<>|/\\\\ ]{3,}");
    private static final Pattern REPEATED = Pattern.compile("(?i)[ox0]{3,}|[ox][ .~*-]+[ox0]([ .~*-]+[ox])*");
    private static final Pattern NUMBER = Pattern.compile("(?:\\d{1,3}|[IVXLC]{1,7})\\.?");

    private Ornaments() {}

    /// Whether a line parts two scenes: `***`, `* * *`, `---`, `#`, `~*~`, `oOo`, a flower, a bare number.
    static boolean isBreak(String line) {
        var text = line.strip();
        if (text.isEmpty() || text.length() > LONGEST || text.matches("[.…?!\"'“”‘’\\s]+")) {
            return false;
        }
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return true;
        }
        return NUMBER.matcher(text).matches()
                || LETTERED.matcher(text).matches()
                        && (REPEATED.matcher(text).matches() || text.matches("[^\\p{L}\\d]+[oxOX0]+[^\\p{L}\\d]+"));
    }

    /// Whether a line is a bare number, which may as well be the rest of a wrapped sentence.
    static boolean isNumber(String line) {
        return NUMBER.matcher(line.strip()).matches();
    }

    /// Whether a line is a chapter's name, where nothing but its words tells: "Chapter 3: The Lake", "Epilogue".
    static boolean isChapter(String line) {
        var text = line.strip();
        return text.length() <= LONGEST
                && !text.contains("\n")
                && CHAPTER.matcher(text).matches()
                && !text.matches(".*[,;]$");
    }
}
