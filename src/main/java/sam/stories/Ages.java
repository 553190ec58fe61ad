package sam.stories;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Finds ages under eighteen in words and numbers.
final class Ages {
    private static final String UNDER_EIGHTEEN = "(?:1[0-7]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten"
            + "|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)";
    private static final String OLDER_CHILD =
            "(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)";
    private static final Pattern YEARS_OLD =
            Pattern.compile("(?i)(?<![\\d.,/-])(?<!\\b(?:twenty|thirty|forty|fifty|sixty"
                    + "|seventy|eighty|ninety|hundred|hundred and|thousand)[ -])\\b" + UNDER_EIGHTEEN
                    + "\\s?-?\\s?(?:years?[- ]old|yrs?[- ]old|year[- ]olds|y/?o\\b|yo\\b)");
    private static final Pattern AGED = Pattern.compile(
            "(?i)\\b(?:aged?|ages)\\b\\s*(?:of\\s+)?[:=]?\\s*" + UNDER_EIGHTEEN + "\\b(?![\\d.,-]*\\d)");
    private static final Pattern TURNS = Pattern.compile("(?i)\\b(?:turn(?:s|ed|ing)?|barely|not yet|not even) "
            + OLDER_CHILD + "\\b(?! (?:minutes|hours|days|to|past))");
    private static final Pattern IS =
            Pattern.compile("(?i)\\b(?:i|he|she|you|they|we)(?:\\s+(?:is|was|am|are|were)|['’](?:m|s|re|d))\\s+"
                    + "(?:still\\s+|only\\s+|just\\s+|about\\s+|almost\\s+)?" + OLDER_CHILD
                    + "\\b(?!\\s*(?:%|percent|minutes?|hours?|days?|weeks?|months?|miles?|feet|inches|pounds|years"
                    + " (?:older|younger|ago|in)|kilometres?|metres?|points|of"
                    + " |times|o['’]clock|a\\.?m|p\\.?m|:\\d|-|\\d))");
    private static final Pattern CHILD_OF =
            Pattern.compile("(?i)\\b(?:boy|girl|lad|son|daughter|kid|child) of " + OLDER_CHILD + "\\b");

    private static final List<Pattern> ALL = List.of(YEARS_OLD, AGED, TURNS, IS, CHILD_OF);

    private Ages() {}

    static boolean underEighteen(String text) {
        return ALL.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    /// Where in a text such ages stand.
    static List<Integer> places(String text) {
        return ALL.stream()
                .flatMap(pattern -> pattern.matcher(text).results())
                .map(MatchResult::start)
                .toList();
    }
}
