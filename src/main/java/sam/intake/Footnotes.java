package sam.intake;

import java.util.regex.Pattern;

/// The footnote marks of an encyclopedia's text, `[12]`, which the authors of Dolly advise to remove. A mark goes only
/// where nothing else can stand: `a[1]` is an index, `x = [1]` a list, and a text that looks like code stays whole.
final class Footnotes {
    /// After the end of a clause, or after a number standing alone such as a year; before a word or the line's end.
    private static final Pattern CERTAIN = Pattern.compile("(?<=\\p{L}[.,!?]|\\p{L}[.,!?][”»’]"
            + "|(?<![\\p{Alnum}_.\\])])\\d{3,4})(?:\\[\\d{1,3}])+(?=\\s+\\p{L}|\\s*$|\\s*\\n|[.,;])");

    /// After a capitalised word; only where other marks are certain, since in prose about code such words are names.
    private static final Pattern LIKELY = Pattern.compile(
            "(?<=(?<![\\p{Alnum}_.])\\p{Lu}\\p{Ll}{2,15})(?:\\[\\d{1,3}])+(?=\\s+\\p{L}|\\s*$|\\s*\\n|[.,;])");

    private static final Pattern CODE = Pattern.compile(
            "```|[{};]\\s*(?:\\n"
                + "|$)|==|!=|\\+=|->|=>|\\w\\(|\\)\\s*[{;]|^\\s*(?:def|let|var|const|for|if|while|return|import|class|#include)\\b.*[:;({=]"
                + "|\\w\\s*=\\s*[\\w\\[\"'(]|\\[\\d+]\\s*[-+*/%<>=]|[-+*/%<>=(]\\s*\\w+\\[\\d+]",
            Pattern.MULTILINE);

    private Footnotes() {}

    static String removed(String text) {
        if (text.indexOf('[') < 0 || CODE.matcher(text).find()) {
            return text;
        }
        var certain = CERTAIN.matcher(text);
        return certain.find() ? LIKELY.matcher(certain.replaceAll("")).replaceAll("") : text;
    }
}
