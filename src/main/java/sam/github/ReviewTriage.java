package sam.github;

import java.util.Optional;
import java.util.regex.Pattern;

/// Which review comments ask for a change that can be told from the comment alone.
final class ReviewTriage {
    private static final Pattern SUGGESTION = Pattern.compile("(?s)```suggestion.*?(?:```|\\z)");
    private static final Pattern ASKS =
            Pattern.compile("(?i)\\b(?:should|shouldn't|could (?:you|we|this)|can (?:you|we|this)|please|needs?"
                    + " to|need|must|prefer|instead|rather|consider|how about|why not|suggest|better|would be"
                    + " (?:nice|good|better|great)|don't|do not|avoid|missing|let's|you can|we can|ought|want|make"
                    + " (?:this|it|sure)|no need|unnecessary|not needed)\\b");
    private static final Pattern PRAISE = Pattern.compile(
            "(?i)^\\W*(?:nice|great|good (?:catch|point|call|idea|work|job)|lgtm|looks"
                + " (?:good|great)|cool|awesome|thanks?|thank"
                + " you|love|perfect|\\+1|sgtm|done|fixed|agreed?|yes|yep|yeah|no|nope|ok|okay|sure|right|true|oops|sorry)\\b.*");
    private static final Pattern NIT = Pattern.compile("(?i).*\\b(?:typos?|spelling|whitespace|blank line|empty"
        + " line|newline|trailing|indent\\w*|spaces?|tabs?|alignment|comma|semicolon|period|capitali\\w+|grammar|formatt\\w+|line"
        + " (?:length|break)|wrap)\\b.*");
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?i)#\\d+|https?://|\\b(?:see above|as above|same (?:here|as|thing|comment)|ditto|as"
                + " discussed|offline|other comment|previous comment|my comment|earlier comment|likewise|here too|also"
                + " here|follow-?up (?:pr|issue)|separate pr|another pr|next pr|later|for now|future)\\b");

    private ReviewTriage() {}

    /// Why a comment is not worth asking further, if it is not.
    static Optional<String> fault(String told) {
        var plain = told.length() > 4_000 ? "" : asked(told);
        int words = plain.isEmpty() ? 0 : plain.split("\\s+").length;
        if (words < 4 || plain.length() > 600) {
            return Optional.of("the comment says too little or too much");
        }
        if (PRAISE.matcher(plain.lines().findFirst().orElse("")).matches()) {
            return Optional.of("the comment is praise or an answer");
        }
        if (ELSEWHERE.matcher(plain).find()) {
            return Optional.of("the comment points elsewhere");
        }
        if (NIT.matcher(plain.replace('\n', ' ')).matches() && words < 25
                || plain.matches("(?is)\\W*(?:nit|minor)\\b.*") && words < 8) {
            return Optional.of("the comment is about looks alone");
        }
        boolean asks = ASKS.matcher(plain).find()
                || RequestVerbs.startsImperative(plain.replaceFirst("(?i)^\\W*(?:nit|minor)\\W*", ""));
        if (!asks || plain.endsWith("?") && !ASKS.matcher(plain).find()) {
            return Optional.of("the comment asks for no change");
        }
        return Optional.empty();
    }

    /// What a comment asks, without the answer that it may bring along.
    static String asked(String told) {
        return SUGGESTION.matcher(told).replaceAll("").strip();
    }
}
