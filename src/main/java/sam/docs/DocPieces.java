package sam.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sam.texts.Section;

/// What a piece of a page is good for outside of it: code that stands alone, words that need nothing said before.
final class DocPieces {
    private static final int LONGEST = 3_000;
    static final Pattern NEEDS_MORE =
            Pattern.compile("(?i)\\b(?:above|previous(?:ly)?|earlier|as (?:we|you) (?:saw|have seen|can"
                + " see)|screenshot|figure|diagram|image|next (?:section|example|page)|last"
                + " (?:section|example)|former|in this case|as mentioned|same as before|now (?:let|we|that))\\b|\\bsee"
                + " below\\b");
    static final Pattern HANGS =
            Pattern.compile("^(?:\\*\\*|Examples?\\b|For (?:example|instance)\\b|As an(?:other)? example|As another|In"
                + " particular|First\\b|After"
                + " (?:that|this)|This|That|These|Those|It|Its|They|Such|However|But|And|Also|Or|So|Thus|Then|Now|Again|Alternatively|Instead|Similarly|Likewise|Otherwise|More"
                + " formally|Finally|Next|Therefore|Conversely|Additionally|Furthermore|Here|We|Let|Lastly|Note|Still|Another|Both|Second|As"
                + " (?:such|a result)|And yet|Unlike|The"
                + " (?:same|latter|former|above|result|output|other|second|last|next))\\b");
    /// Words that stand for something said before.
    /// "Enforces that …": what does so is said by the heading alone.
    static final Pattern NO_SUBJECT = Pattern.compile(
            "^[A-Z][a-z]+s (?:an?|the|that|all|any|each|its|your|if|whether|incoming|multiple|how|when|which)\\b");
    static final Pattern POINTS_BACK = Pattern.compile(
            "(?i)\\b(?:these|those|to \\w+ this)\\b|\\b(?:will|can|may|could) then\\b|\\blet(?:'|’)s\\b|\\bthis"
                + " (?:\\w+"
                + " )?(?:application|middleware|app|endpoint|setup|page|section|guide|tutorial|would)\\b|\\b(?:this|that)"
                + " (?:combination|approach|behaviou?r|feature|case|way|pattern|technique|method|problem|situation|means|is|can|will|allows|also|one|example|code|function|class|object|script|program|command|value|query)\\b|\\bsuch"
                + " an? \\w+ (?:can|is)\\b|\\bthe same (?:can|is)\\b");

    private static final Pattern BAD = Pattern.compile("(?i)\\b(?:example-bad|hidden|nolint-bad|diff)\\b");
    private static final Set<String> OUTPUT =
            Set.of("text", "output", "plain", "txt", "log", "none", "plaintext", "mermaid", "dot", "math");
    private static final Pattern FENCE_INFO =
            Pattern.compile("(?m)^( *)(`{3,}|~{3,})[ \\t]*([\\w+#.]+?)(?:-nolint)?(?:[ ,{-][^`\\n]*)?$");

    /// Code with the code right behind it: a program in parts, or with what it prints.
    static String codes(List<Section.Block> blocks, int from) {
        var shown = new ArrayList<String>();
        for (int i = from; i < blocks.size() && blocks.get(i) instanceof Section.Code code && !isBad(code); i++) {
            shown.add(fence(code.language(), code.code()));
        }
        return String.join("\n\n", shown);
    }

    /// A paragraph behind code belongs to it, unless it leads to the next.
    static String after(List<Section.Block> blocks, int from) {
        int code = from;
        while (code + 1 < blocks.size() && blocks.get(code + 1) instanceof Section.Code) {
            code++;
        }
        boolean leads = code + 2 < blocks.size() && blocks.get(code + 2) instanceof Section.Code;
        if (code + 1 < blocks.size() && blocks.get(code + 1) instanceof Section.Paragraph next && !leads) {
            var text = next.markdown();
            boolean whole = words(text) <= 80
                    && !text.strip().endsWith(":")
                    && !NEEDS_MORE.matcher(text).find();
            return whole ? "\n\n" + answered(text) : "";
        }
        return "";
    }

    static boolean isBad(Section.Block block) {
        return block instanceof Section.Code code && BAD.matcher(code.info()).find();
    }

    static boolean isCode(Section.Code code) {
        var text = code.code().strip();
        return !isBad(code)
                && !OUTPUT.contains(code.language().toLowerCase(Locale.ROOT))
                && text.length() >= 25
                && text.length() <= LONGEST
                && !text.startsWith("Traceback");
    }

    static String visible(Section part) {
        return part.blocks().stream()
                .filter(block -> !isBad(block))
                .map(block -> block instanceof Section.Code code
                        ? fence(code.language(), code.code())
                        : answered(block.markdown()))
                .collect(Collectors.joining("\n\n"));
    }

    static String answered(String markdown) {
        return FENCE_INFO.matcher(markdown).replaceAll("$1$2$3");
    }

    static String fence(String language, String code) {
        var longest = Pattern.compile("`{3,}").matcher(code).find() ? "`````" : "```";
        return longest + language.replaceAll("-nolint$", "") + "\n" + code.stripTrailing() + "\n" + longest;
    }

    static String firstLine(String text) {
        return Optional.of(text.indexOf("\n\n"))
                .filter(at -> at > 0)
                .map(at -> text.substring(0, at))
                .orElse(text);
    }

    static int words(String text) {
        return text.isBlank()
                ? 0
                : text.replaceAll("(?s)```.*?```", " ").strip().split("\\s+").length;
    }

    private DocPieces() {}
}
