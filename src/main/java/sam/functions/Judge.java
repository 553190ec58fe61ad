package sam.functions;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Says what speaks against a function as an example, and which rows can be made of it. Every reason goes on from "it".
final class Judge {
    static final String BROKEN = "has syntax that cannot be read";
    static final String DEEP = "is nested too deeply to be read";
    static final String OVERRIDES = "overrides another function";
    static final String DEPRECATED = "is deprecated";
    static final String NOT_WRITTEN = "has nothing written out";
    static final String HANDS_ON = "only hands on to something else";
    static final String TOO_SMALL = "has fewer than 5 lines";
    static final String TOO_LARGE = "has more than 60 lines";
    static final String ELSEWHERE = "leaves its description to another function";
    static final String TOO_SHORT = "has a description of fewer than 6 words";
    static final String UNFINISHED = "has a description that is not finished";
    static final String REPEATS = "has a description that only repeats its name";
    static final String NOT_SHOWN = "has a description that speaks of what is not shown";
    static final String SAYS_LITTLE = "has a description too short for what it does";
    static final String NEEDS_MUCH = "needs too much that is not shown to be written";
    static final String TWIN = "is nearly the same as another one";

    static final int LEAST_LINES = 5;
    static final int MOST_LINES = 60;
    private static final int LEAST_WORDS = 6;
    private static final int LEAST_TO_WRITE = 8;
    private static final int LEAST_TO_EXPLAIN = 12;
    private static final double WORDS_A_LINE = 0.75;

    private static final Pattern STUB =
            Pattern.compile("(?i)\\b(?:(?-i:TODO|FIXME|XXX|TBD)|to be (?:written|documented|done)|not (?:yet"
                    + " )?(?:implemented|documented)|undocumented|docstring|lorem ipsum|auto-?generated)\\b");
    private static final Pattern AWAY = Pattern.compile("(?i)(?:^|[.;:(]\\s*|\\n"
            + ")(?:see|refer to|cf\\.?|as (?:described|documented|explained|mentioned)"
            + " (?:in|above|below|by|elsewhere)|same as|like|similar to|equivalent (?:of|to)|identical to|alias"
            + " (?:of|for)|shorthand for|shortcut for|wrapper (?:for|around)|convenience|delegates? to|analogous"
            + " to|overridden|overrides?|default implementation|used by|called by|callback for|helper"
            + " (?:for|function for|method for)|internal|private|for internal)\\b");
    private static final Pattern ABOUT_OTHERS =
            Pattern.compile("(?i)\\b(?:see (?:above|below|also|the|`|section|https?)|mentioned (?:above|below)|the"
                    + " (?:above|following|previous|other|preceding) (?:method|function|class|example)s?|this"
                    + " (?:module|file|package|release|version)|as above|sub-?classes"
                    + " (?:may|can|should|must|need|to)|(?:to|should|must|may|can) be overridden|underlying"
                    + " implementation|delegates|convenien(?:t|ce) (?:wrapper|method|function)|(?:issue|bug|ticket|pull"
                    + " request|PR) #?\\d+|backwards?[- ]compatib|legacy|workaround|hack)\\b|\\bhttps?://\\S+");
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z_][\\w.#]*(?:\\([^`]*\\))?)`");
    private static final Set<String> KNOWN = Set.of(
            "None",
            "True",
            "False",
            "null",
            "true",
            "false",
            "this",
            "self",
            "str",
            "int",
            "float",
            "bool",
            "list",
            "dict",
            "tuple",
            "set",
            "bytes",
            "max",
            "min",
            "sum",
            "len",
            "sorted",
            "map",
            "filter",
            "zip",
            "range",
            "iter",
            "next",
            "print",
            "open",
            "isinstance",
            "object",
            "type",
            "String",
            "Object",
            "Integer",
            "Long",
            "Boolean",
            "List",
            "Map",
            "Set",
            "Collection",
            "Iterable",
            "Class",
            "char",
            "long",
            "double",
            "boolean",
            "byte",
            "short",
            "void",
            "NullPointerException",
            "IllegalArgumentException",
            "ValueError",
            "TypeError",
            "KeyError",
            "IndexError");
    private static final Pattern SPLIT =
            Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^\\p{L}\\p{N}]+");
    private static final Set<String> LITTLE_WORDS = Set.of(
            "a",
            "an",
            "the",
            "this",
            "that",
            "of",
            "for",
            "to",
            "from",
            "in",
            "on",
            "by",
            "with",
            "is",
            "it",
            "its",
            "and",
            "or",
            "method",
            "function",
            "returns",
            "return",
            "get",
            "gets",
            "set",
            "sets",
            "value",
            "given",
            "specified",
            "if",
            "be",
            "as",
            "into",
            "object",
            "new",
            "creates",
            "create",
            "computes",
            "does",
            "do");

    private Judge() {}

    /// The function with its description and needs, or with what speaks against it; nothing is read that does not
    /// count.
    ///
    /// - `written`: what speaks against how it is written, or empty.
    static FoundFunction judged(FoundFunction bare, String written, Supplier<FunctionDoc> doc, Supplier<Needs> needs) {
        if (!written.isEmpty()) {
            return bare.refused(written);
        }
        if (bare.codeLines() < LEAST_LINES) {
            return bare.refused(TOO_SMALL);
        }
        if (bare.codeLines() > MOST_LINES) {
            return bare.refused(TOO_LARGE);
        }
        var described = bare.with(PlainWords.of(doc.get(), bare.code()));
        var fault = fault(described);
        return fault.isEmpty() ? described.with(needs.get()) : bare.refused(fault);
    }

    private static String fault(FoundFunction found) {
        var doc = found.doc();
        if (doc.deprecated()) {
            return DEPRECATED;
        }
        if (doc.inherited()) {
            return ELSEWHERE;
        }
        if (doc.words() < LEAST_WORDS) {
            return TOO_SHORT;
        }
        if (STUB.matcher(doc.bareProse()).find()) {
            return UNFINISHED;
        }
        if (repeats(found)) {
            return REPEATS;
        }
        boolean away = AWAY.matcher(doc.bareProse()).find()
                || ABOUT_OTHERS.matcher(doc.markdown(found.language())).find();
        return away || namesOthers(found) ? NOT_SHOWN : "";
    }

    /// Whether it names several things that nobody sees.
    private static boolean namesOthers(FoundFunction found) {
        var others = NAMED.matcher(found.doc().bareProse())
                .results()
                .map(name -> name.group(1).replaceFirst("\\(.*", "").replaceFirst(".*[.#]", ""))
                .filter(name -> !found.code().contains(name) && !KNOWN.contains(name))
                .distinct()
                .count();
        return others > (found.language().equals("Java") ? 2 : 1);
    }

    private static boolean repeats(FoundFunction found) {
        var known = new HashSet<>(LITTLE_WORDS);
        known.addAll(words(found.name()));
        known.addAll(words(found.signature()));
        return words(found.doc().prose()).stream()
                .allMatch(word -> known.contains(word) || known.contains(word.replaceFirst("(?:e?s|ed|ing)$", "")));
    }

    private static List<String> words(String text) {
        return SPLIT.splitAsStream(text)
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /// Why it cannot be asked for by its description, or empty.
    static String againstWriting(FoundFunction found) {
        if (!found.needs().isShort()) {
            return NEEDS_MUCH;
        }
        return saysLittle(found, LEAST_TO_WRITE) ? SAYS_LITTLE : "";
    }

    /// Why its description is no explanation of it, or empty.
    static String againstExplaining(FoundFunction found) {
        return saysLittle(found, LEAST_TO_EXPLAIN) ? SAYS_LITTLE : "";
    }

    private static boolean saysLittle(FoundFunction found, int least) {
        return found.doc().allWords() < Math.max(least, found.codeLines() * WORDS_A_LINE);
    }
}
