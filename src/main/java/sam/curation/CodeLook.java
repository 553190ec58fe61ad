package sam.curation;

import java.util.regex.Pattern;

/// Whether a text is code that nobody fenced: then it is read in a face whose letters are equally wide.
final class CodeLook {
    private static final Pattern LINE = Pattern.compile(
            // an end or a beginning that prose has not, an indented line, or a call or an assignment
            ".*[;{}(\\[,:]\\s*|\\s*[}\\])@#].*|(\\t| {2,})\\S.*|(//|/\\*|--|<[/!?a-zA-Z]|[-+]{1,3} |@@ ).*"
                + "|.*[\\w)\\]]\\s*([-+*/|&]?=|->|=>|::|:=)\\s*\\S.*|[\\w.$]+\\(.*\\).*"
                + "|(public|private|static|final|class|def|import|from|return|if|for|while|func|fn|let|const|var|else|try|using|package)\\b.*[\\w(){}]");
    private static final double ENOUGH = 0.6;

    private CodeLook() {}

    static boolean is(String text) {
        var lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || text.contains("```") || text.contains("~~~")) {
            return false;
        }
        long code = lines.stream()
                .filter(line -> line.length() < 400 && LINE.matcher(line).matches() && !isSentence(line))
                .count();
        return code >= ENOUGH * lines.size()
                && (lines.size() > 1 || lines.getFirst().matches(".*[;{}=()].*"));
    }

    /// Words and an end that a sentence has.
    private static boolean isSentence(String line) {
        var bare = line.strip();
        return bare.matches("\\p{Lu}[\\p{L}',’-]*( [\\p{L}\\p{N}',’()-]+){3,}.*[.!?:,]")
                && !bare.matches(".*[;{}=<>\\[\\]].*");
    }
}
