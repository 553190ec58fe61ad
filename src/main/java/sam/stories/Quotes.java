package sam.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Tells what is said in a paragraph from what is told. Of each writer's marks those are read that a work uses most:
/// “ ”, " ", « », „ “, or ‘ ’.
final class Quotes {
    /// Stands in what is told for what was said there.
    static final String SAID = "\u0001";

    private static final Pattern DOUBLE = Pattern.compile("[“”\"«»„]");

    private final boolean single;

    private Quotes(boolean single) {
        this.single = single;
    }

    /// One paragraph: what is said in it, in order; what is told, [#SAID] in place of each; and whether it ends within
    /// a speech that goes on in the next.
    record Cut(List<String> said, String told, boolean open) {
        String speech() {
            return String.join(" ", said);
        }
    }

    static Quotes of(Work work) {
        long doubles = 0;
        long singles = 0;
        for (var scene : work.scenes()) {
            for (var paragraph : scene.paragraphs()) {
                doubles += DOUBLE.matcher(paragraph).find() ? 1 : 0;
                singles += paragraph.startsWith("‘") || paragraph.startsWith("'") ? 1 : 0;
            }
        }
        return new Quotes(singles > 4 * doubles);
    }

    Cut cut(String paragraph) {
        var said = new ArrayList<String>();
        var told = new StringBuilder();
        var open = new StringBuilder();
        char closes = 0;
        for (int i = 0; i < paragraph.length(); i++) {
            char c = paragraph.charAt(i);
            if (closes == 0) {
                closes = closing(c, paragraph, i);
                if (closes == 0) {
                    told.append(c);
                }
            } else if (c == closes && ends(paragraph, i) || c == '“' && closes == '“' || c == '"' && closes == '”') {
                add(open, said, told);
                closes = 0;
            } else {
                open.append(c);
            }
        }
        boolean goesOn = closes != 0;
        add(open, said, told);
        return new Cut(said, told.toString(), goesOn);
    }

    private static void add(StringBuilder open, List<String> said, StringBuilder told) {
        var text = open.toString().strip();
        open.setLength(0);
        if (!text.isEmpty()) {
            said.add(text);
            told.append(SAID);
        }
    }

    private char closing(char c, String paragraph, int at) {
        if (single) {
            boolean opens = c == '‘' || c == '\'' && (at == 0 || !Character.isLetterOrDigit(paragraph.charAt(at - 1)));
            return opens ? (c == '‘' ? '’' : '\'') : 0;
        }
        return switch (c) {
            case '“' -> '”';
            case '"', '”' -> '"';
            case '«' -> '»';
            case '»' -> '«';
            case '„' -> '“';
            default -> 0;
        };
    }

    /// An apostrophe is no end.
    private boolean ends(String paragraph, int at) {
        return !single
                || at > 0
                        && ".,!?…—–-".indexOf(paragraph.charAt(at - 1)) >= 0
                        && (at + 1 == paragraph.length() || !Character.isLetterOrDigit(paragraph.charAt(at + 1)));
    }
}
