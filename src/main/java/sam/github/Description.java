package sam.github;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sam.repos.People;

/// What somebody says of their change, as a request: without people, references, templates and ornaments.
record Description(String title, String body) {
    private static final int MOST_BODY = 1_600;
    private static final Pattern COMMENT = Pattern.compile("<!--.*?(?:-->|\\z)", Pattern.DOTALL);
    private static final Pattern TAGS = Pattern.compile("</?(?:img|details|summary|br|p|a|sub|sup|b|i|h\\d)\\b[^>]*>");
    private static final Pattern IMAGE = Pattern.compile("!\\[[^\\]]*\\]\\([^)]*\\)");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\([^)]*\\)");
    private static final Pattern ADDRESS = Pattern.compile("<?https?://[^\\s>)]+>?");
    private static final String TELLS = "(?:(?:this )?(?:partially |also"
            + " )?(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|implement(?:s|ed)?|address(?:es)?|see(?:"
            + " also)?|refs?|related(?: to)?|relates to|part of|as per|per|follow-?up (?:to|of|for)|depends"
            + " on|issues?|bug|for|in|of|from|gh|pr|pull request|cf\\.?|and|or|,|:)\\s*)*";
    private static final String NUMBER = "(?:[\\w.-]+/[\\w.-]+|gh-?|issue |pr )?#\\d+";
    private static final Pattern ASIDE =
            Pattern.compile("(?i)\\s*[(\\[]" + TELLS + NUMBER + "(?:\\s*(?:,|and|&)?\\s*" + NUMBER + ")*[)\\]]");
    private static final Pattern AT_END = Pattern.compile(
            "(?i)(?:^|[.;,:]?\\s+|[-–—]\\s*)(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|refs?|see|for|issue|bug)\\s*:?\\s*"
                    + NUMBER + "(?:\\s*(?:,|and|&)?\\s*" + NUMBER + ")*\\.?\\s*$");
    private static final Pattern REFERENCE = Pattern.compile("(?i)(?<![\\w&])" + NUMBER + "\\b|\\bGH-\\d+");
    private static final Pattern SENTENCE =
            Pattern.compile("[^.!?\\n]+(?:\\.(?!\\s|$)[^.!?\\n]*)*(?:[.!?]+(?=\\s|$)|$)[ ]?", Pattern.MULTILINE);
    private static final Pattern BARE_REFERENCE =
            Pattern.compile("(?i)^\\W*(?:(?:this )?(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|see(?:"
                    + " also)?|refs?|related(?: to)?|issues?|part of|follow-?up (?:to|of|for)?|depends"
                    + " on|cc|and|links?|ticket|backport of)\\b\\W*)*$");
    private static final Pattern CHECKBOX = Pattern.compile("^\\s*[-*+]\\s*\\[[ xX]?\\].*$");
    private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+.*|^\\*\\*[^*]{1,60}\\*\\*:?\\s*$");
    private static final Pattern RULE = Pattern.compile("^\\s*(?:-{3,}|\\*{3,}|_{3,}|={3,})\\s*$");
    private static final Pattern COMMIT_BULLET = Pattern.compile("^\\* .*");
    private static final Pattern KIND = Pattern.compile(
            "^(?:\\[[^\\]]{1,30}\\]\\s*)*(?:(?:feat|fix|chore|docs?|refactor|perf|test|tests|build|ci|style|bug|bugfix"
                    + "|feature|enhancement|improvement)(?:\\([^)]*\\))?!?:\\s*)?(?:\\[[^\\]]{1,30}\\]\\s*)*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_CHANGE = Pattern.compile(
            "(?i)^(?:revert|bump|release|merge|prepare|backport|cherry.?pick|sync|wip|draft|reformat|format|lint|typos?|fix(?:es|ed)?"
                + " (?:an? |some |several |minor |more |the |various )*(?:typos?|spelling|lint|style"
                + "|formatting|flake8|checkstyle|pylint|mypy|ci|build|tests?|javadoc|docs?|documentation|warnings?|review"
                + " comments?|grammar)\\b|update"
                + " (?:dependenc|changelog|version|readme|docs?\\b|copyright|licen)|upgrade|update \\S+ to"
                + " v?\\d|address (?:review|comments|feedback|pr )|apply"
                + " (?:black|isort|ruff|spotless|pre-commit|suggestions|review)|run"
                + " (?:black|isort|ruff|pre-commit)|code (?:review|cleanup|style)|clean"
                + " ?up|minor\\b|misc|small|various|version|changelog|pep"
                + " ?8|clarify|document\\b|describe|explain|mention|tweak|initial commit|add"
                + " (?:docs?|documentation|changelog|javadoc|type (?:hints|annotations))\\b|remove"
                + " (?:unused|trailing))");
    private static final Pattern NUMBER_AT_END = Pattern.compile("\\s*\\(?(?:#\\d+|gh-\\d+)\\)?\\.?$");
    private static final Pattern SHA = Pattern.compile("\\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\\b");
    private static final Pattern TELLS_DOCUMENTS =
            Pattern.compile("(?i)\\b(?:docs?|documentation|readme|changelog)\\b");
    private static final Pattern WHY = Pattern.compile(
            "(?i)\\b(?:because|since|so that|in order to|otherwise|instead of|previously|currently|before this|as a"
                    + " result|caus(?:e[sd]?|ing)|leads? to|led to|results? in|resulted"
                    + " in|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|ensures?|allows?|no longer|rather than|due"
                    + " to|therefore|which means|would (?:have|be|fail|raise|throw)|when)\\b");
    private static final Pattern FIRST_PERSON =
            Pattern.compile("\\b(?:I|I'm|I've|I'd|I'll|my|me|we|we're|our|let me|LGTM|please)\\b");

    /// What is said, cleaned. `inCode` tells whether `@word` stands in the code.
    static Description of(Proposal proposal, Predicate<String> inCode) {
        return new Description(
                title(proposal.title(), proposal.people(), inCode),
                body(proposal.body(), proposal.title(), proposal.people(), inCode));
    }

    private static String title(String told, Collection<String> people, Predicate<String> inCode) {
        var plain = NUMBER_AT_END.matcher(told.strip()).replaceAll("");
        plain = KIND.matcher(plain).replaceFirst("");
        plain = AT_END.matcher(ASIDE.matcher(plain).replaceAll("")).replaceAll("");
        plain = People.without(plain.replaceFirst("^[\\s:,.;-]+", ""), people, inCode)
                .replaceAll("\\s+", " ")
                .replaceAll("[\\s:,;.-]+$", "")
                .strip();
        return plain.isEmpty() ? plain : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
    }

    private static String body(String told, String title, Collection<String> people, Predicate<String> inCode) {
        var plain = COMMENT.matcher(told.replace("\r\n", "\n")).replaceAll("");
        plain = TAGS.matcher(plain).replaceAll("");
        plain = IMAGE.matcher(plain).replaceAll("");
        plain = LINK.matcher(plain).replaceAll("$1");
        plain = ASIDE.matcher(plain).replaceAll("");
        plain = People.without(plain, people, inCode);
        plain = SENTENCE.matcher(plain)
                .replaceAll(found -> isElsewhere(found.group()) ? "" : Matcher.quoteReplacement(found.group()));
        var kept = new StringBuilder();
        boolean template = false;
        boolean code = false;
        for (var line : plain.lines().toList()) {
            if (line.strip().startsWith("```")) {
                code = !code;
            } else if (!code && HEADING.matcher(line).matches()) {
                template = line.toLowerCase(Locale.ROOT)
                        .matches(
                                ".*(?:check ?list|type of change|screenshot|release note|how (?:has|was|to) .*test|test"
                                        + "|review|related|issue|link|before submitting|contribut).*");
                continue;
            }
            if (code || !template && isProse(line)) {
                kept.append(line).append('\n');
            }
        }
        var said = kept.toString().replaceAll("\\n{3,}", "\n\n").strip();
        var first = said.lines().findFirst().orElse("");
        return first.strip().equalsIgnoreCase(title.strip())
                ? said.substring(first.length()).strip()
                : said;
    }

    /// Whether a sentence points at something that the reader of a row does not have.
    private static boolean isElsewhere(String sentence) {
        return REFERENCE.matcher(sentence).find() || SHA.matcher(sentence).find();
    }

    private static boolean isProse(String line) {
        return !CHECKBOX.matcher(line).matches()
                && !RULE.matcher(line).matches()
                && !COMMIT_BULLET.matcher(line).matches()
                && (line.isBlank()
                        || !BARE_REFERENCE
                                .matcher(ADDRESS.matcher(line).replaceAll(""))
                                .matches());
    }

    /// Why it cannot be a request, if it cannot.
    Optional<String> fault(boolean strict) {
        if (title.isEmpty() || NO_CHANGE.matcher(title).find()) {
            return Optional.of("is a revert, an update, a release or a clean-up");
        }
        int words = title.split("\\s+").length;
        boolean imperative = RequestVerbs.startsImperative(title);
        boolean told = words(body) >= 12;
        if (title.length() <= 10 || words < 4 || words < 5 && !told || !imperative && !told) {
            return Optional.of("does not say what is asked");
        }
        if (strict
                && (!imperative
                        || words < 5
                        || title.contains("#")
                        || SHA.matcher(title).find())) {
            return Optional.of("does not say what is asked");
        }
        if (ADDRESS.matcher(title).find() || isElsewhere(title) || title.contains("…") || title.endsWith("...")) {
            return Optional.of("does not say what is asked");
        }
        return Optional.empty();
    }

    /// Whether it asks for a change of what is left out.
    boolean asksForDocuments() {
        return TELLS_DOCUMENTS.matcher(title).find();
    }

    /// The request: the title, and what is said below it as far as it is short and holds no addresses.
    String request() {
        var more = ADDRESS.matcher(body).find() || body.length() > MOST_BODY ? firstParagraph() : body;
        return more.isBlank() ? title : title + "\n\n" + more;
    }

    private String firstParagraph() {
        for (var paragraph : List.of(body.split("\\n\\s*\\n"))) {
            if (!ADDRESS.matcher(paragraph).find() && paragraph.length() <= MOST_BODY && words(paragraph) >= 6) {
                return paragraph.strip();
            }
        }
        return "";
    }

    /// Why the change was made, where it says so as an explanation would.
    Optional<String> rationale() {
        boolean explains = words(body) >= 25
                && body.length() <= MOST_BODY
                && WHY.matcher(body).find()
                && !FIRST_PERSON.matcher(body).find()
                && !ADDRESS.matcher(body).find()
                && !body.contains("?")
                && body.matches("(?s).*[.:`)]\\s*");
        return explains ? Optional.of(title + ".\n\n" + body) : Optional.empty();
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
