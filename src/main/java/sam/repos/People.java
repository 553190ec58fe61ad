package sam.repos;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes people out of texts: their names, addresses, signatures and thanks. Who wrote a thing is nothing to learn.
public final class People {
    private static final Pattern TRAILER = Pattern.compile(
            "(?im)^[ \\t>*-]*(?:(?:signed-off|co-?authored|reviewed|acked|tested|reported|suggested|helped"
                    + "|requested|approved|authored|committed|mentored|based-on-patch|noticed|submitted|contributed"
                    + "|original-patch|patch|credits?|found|debugged|diagnosed|pair-programmed)(?:-and-\\w+)*"
                    + "(?:-|[ \\t])(?:by|with|to)|cc|change-id|reviewed-on|auto-submit|commit-queue|tested-on"
                    + "|piperorigin-revid|git-svn-id|svn-id|hg-\\w+|committer|author|from|bug(?:-url|-id)?|also-by"
                    + "|differential revision|summary-by|pull-?request|reviewers?|subscribers|assisted-by"
                    + "|generated-by)[ \\t]*:.*(?:\\R|\\z)");
    private static final Pattern MAIL =
            Pattern.compile("<?(?:mailto:)?[A-Za-z0-9._%+-]{1,64}(?:@|\\s?\\(at\\)\\s?|\\s?\\[at\\]\\s?)"
                    + "[A-Za-z0-9](?:[A-Za-z0-9-]*\\.)+[A-Za-z]{2,24}\\b>?");
    /// Not the end of a web or git address.
    private static final Pattern MAIL_IN_CODE = Pattern.compile("(?<![\\w:/@.%+-])" + MAIL + "(?![:/])");
    /// Addresses that stand for nobody.
    private static final Pattern NOBODY = Pattern.compile(
            "(?i).*@(?:[\\w-]+\\.)*(?:example\\.(?:com|org|net|edu)|test|invalid|localhost|example|local)>?");
    private static final Pattern MENTION =
            Pattern.compile("(?<![\\w@/.`:\"'])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?!\\.?\\w|[(@/-])");
    private static final Pattern THANKED = Pattern.compile(
            "(?i)\\b(?:thanks?|thank you|thx|kudos|credits?|courtesy|props|hat tip|h/t|shout-?out|cc|ping|/cc)\\b"
                    + "[^.!?\\n]*(?:[.!?]|$)");
    private static final Pattern THANKS = Pattern.compile(
            "(?im)(?<=^|[.!?]\\s)(?:many |big |special )?(?:thanks|thank you|thx|kudos|credits? (?:to|goes)"
                    + "|courtesy of|hat tip|h/t)\\b[^.!?\\n]*(?:[.!?](?=\\s|$)|$)");
    private static final Pattern SENTENCE = Pattern.compile("[^.!?\\n]*(?:[.!?](?=\\s|$)|\\n|$)");
    private static final Pattern AUTHOR_LINE =
            Pattern.compile("(?im)^[ \\t]*(?:(?:\\*|//+|#+|/\\*+|;+|--)[ \\t]*(?:@author\\b"
                    + "|:?(?:authors?|maintainers?|contact|e-?mail)[ \\t]*:"
                    + "|(?:created|written|contributed) by\\b)"
                    + "|:authors?:|__(?:author|email|maintainer|credits)__[ \\t]*=).*(?:\\R|\\z)");
    private static final Pattern TODO_NAME = Pattern.compile("\\b(TODO|FIXME|XXX|HACK|NOTE)\\((?!#)[^)\\n]{1,40}\\)");
    private static final Pattern BLANKS = Pattern.compile("\\n{3,}");

    private People() {}

    /// A description without people.
    ///
    /// - `names`: people who are known to stand in it.
    /// - `inCode`: tells whether `@word` is code of the thing described, such as an annotation, and stays.
    public static String without(String text, Collection<String> names, Predicate<String> inCode) {
        var plain = TRAILER.matcher(text.replace("\r\n", "\n")).replaceAll("");
        plain = THANKS.matcher(plain).replaceAll("");
        plain = withoutNames(plain, names);
        plain = withoutMentions(plain, inCode);
        plain = MAIL.matcher(plain)
                .replaceAll(found ->
                        NOBODY.matcher(found.group()).matches() ? Matcher.quoteReplacement(found.group()) : "");
        return BLANKS.matcher(plain.replaceAll("[ \\t]+(?=\\n|\\z)", ""))
                .replaceAll("\n\n")
                .strip();
    }

    /// Code without people: nobody's address, and no lines that tell who wrote it.
    public static String inCode(String code) {
        var plain = AUTHOR_LINE.matcher(code).replaceAll("");
        plain = TODO_NAME.matcher(plain).replaceAll("$1");
        return MAIL_IN_CODE
                .matcher(plain)
                .replaceAll(found -> NOBODY.matcher(found.group()).matches()
                                || !found.group().contains("@")
                        ? Matcher.quoteReplacement(found.group())
                        : "user@example.com");
    }

    /// Whether an address or a name is that of a program.
    public static boolean isBot(String name, String mail) {
        var both = (name + " " + mail).toLowerCase(Locale.ROOT);
        return both.contains("[bot]")
                || List.of(
                                "dependabot",
                                "renovate",
                                "greenkeeper",
                                "pre-commit-ci",
                                "github-actions",
                                "github actions",
                                "pyup",
                                "snyk",
                                "weblate",
                                "transifex",
                                "copybara",
                                "allcontributors",
                                "imgbot",
                                "mergify",
                                "bors",
                                "homu",
                                "travis",
                                "jenkins",
                                "scala steward",
                                "semantic-release")
                        .stream()
                        .anyMatch(both::contains)
                || name.toLowerCase(Locale.ROOT).matches(".*(?:-|\\b|_)bot");
    }

    private static String withoutNames(String text, Collection<String> names) {
        var plain = text;
        for (var name : names) {
            // one word alone may be a word of the language
            if (name.strip().contains(" ") && plain.contains(name.strip())) {
                plain = withoutSentences(plain, name.strip());
            }
        }
        return plain;
    }

    /// Thanks go as whole sentences; elsewhere the person's name alone is taken out, so that the sentence is to be
    /// judged by whoever reads it.
    private static String withoutSentences(String text, String name) {
        return SENTENCE.matcher(text)
                .replaceAll(
                        found -> found.group().contains(name) && !found.group().isEmpty()
                                ? found.group().endsWith("\n") ? "\n" : ""
                                : Matcher.quoteReplacement(found.group()));
    }

    private static String withoutMentions(String text, Predicate<String> inCode) {
        var thanked = THANKED.matcher(text).replaceAll(found -> {
            var sentence = found.group();
            boolean person = MENTION.matcher(sentence).results().anyMatch(mention -> !inCode.test(mention.group(1)));
            return person ? "" : Matcher.quoteReplacement(sentence);
        });
        return MENTION.matcher(thanked)
                .replaceAll(found -> inCode.test(found.group(1)) ? Matcher.quoteReplacement(found.group()) : "");
    }
}
