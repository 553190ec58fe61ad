package sam.protocol;

import java.util.regex.PatternSyntaxException;

/// A regular expression of Python's `re` in Java's spelling, where both mean the same; what only one of them knows is
/// refused.
final class PythonPattern {
    /// Letters that Python knows behind a backslash; any other is an error there.
    private static final String ESCAPES = "AbBdDsSwWZafnrtuvx";

    private final String source;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private PythonPattern(String source) {
        this.source = source;
    }

    static String toJava(String source) {
        var pattern = new PythonPattern(source);
        while (pattern.at < source.length()) {
            pattern.step();
        }
        return pattern.java.toString();
    }

    private void step() {
        char c = source.charAt(at);
        switch (c) {
            case '\\' -> escape();
            case '[' -> characters();
            case '{' -> repetition();
            case '(' -> group();
            default -> {
                java.append(c);
                at++;
            }
        }
    }

    private void escape() {
        if (at + 1 == source.length()) {
            throw refused("a backslash ends it");
        }
        char c = source.charAt(at + 1);
        if (Character.isLetter(c) && ESCAPES.indexOf(c) < 0) {
            throw refused("Python has no \\" + c);
        }
        // Java's \Z and \v are others
        java.append(c == 'Z' ? "\\z" : c == 'v' ? "\\x0B" : "\\" + c);
        at += 2;
    }

    /// Java reads sets within sets and `&&`, which are plain characters to Python.
    private void characters() {
        int first = at;
        java.append('[');
        at++;
        if (at < source.length() && source.charAt(at) == '^') {
            java.append('^');
            at++;
        }
        for (boolean begins = true; at < source.length(); begins = false) {
            char c = source.charAt(at);
            if (c == ']' && !begins) {
                java.append(c);
                at++;
                return;
            }
            if (c == '\\') {
                escape();
                continue;
            }
            if (c == '[' || c == '&' || c == ']') {
                java.append('\\');
            }
            java.append(c);
            at++;
        }
        throw refused("the set at " + first + " has no end");
    }

    /// `{,3}` is from none to three; what counts nothing is a plain brace.
    private void repetition() {
        int end = source.indexOf('}', at);
        var counts = end < 0 ? "" : source.substring(at + 1, end);
        if (counts.matches("\\d+(,\\d*)?|,\\d*") && !counts.equals(",")) {
            java.append('{')
                    .append(counts.startsWith(",") ? "0" : "")
                    .append(counts)
                    .append('}');
            at = end + 1;
        } else if (counts.equals(",")) {
            java.append('*');
            at = end + 1;
        } else {
            java.append("\\{");
            at++;
        }
    }

    private void group() {
        if (source.startsWith("(?P<", at)) {
            int end = source.indexOf('>', at);
            if (end < 0) {
                throw refused("the name of a group has no end");
            }
            java.append("(?<").append(name(source.substring(at + 4, end))).append('>');
            at = end + 1;
        } else if (source.startsWith("(?P=", at)) {
            int end = source.indexOf(')', at);
            if (end < 0) {
                throw refused("the name of a group has no end");
            }
            java.append("\\k<").append(name(source.substring(at + 4, end))).append('>');
            at = end + 1;
        } else if (source.startsWith("(?#", at)) {
            int end = source.indexOf(')', at);
            if (end < 0) {
                throw refused("a comment has no end");
            }
            at = end + 1;
        } else {
            java.append('(');
            at++;
        }
    }

    private String name(String python) {
        if (!python.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw refused(python + " is no name of a group");
        }
        // no underscores in Java's names; doubled letters keep different names different
        return python.replace("z", "zz").replace("_", "zq");
    }

    private PatternSyntaxException refused(String why) {
        return new PatternSyntaxException(why, source, at);
    }
}
