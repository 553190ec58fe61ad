package sam.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Cutting a text in pieces and exchanging pieces, by Python's rules and in linear time.
final class Splits {
    private Splits() {}

    static String replace(String text, String old, String with, long limit, Budget budget) {
        long most = limit < 0 ? Long.MAX_VALUE : limit;
        if (old.isEmpty()) {
            return between(text, with, most, budget);
        }
        var finder = new LinearSearch(old);
        var out = new StringBuilder();
        int from = 0;
        int found = most == 0 ? -1 : finder.find(text, 0);
        for (long n = 1; found >= 0; n++) {
            budget.characters(found - from + (long) with.length());
            out.append(text, from, found).append(with);
            from = found + old.length();
            found = n < most ? finder.find(text, from) : -1;
            if (out.length() > Budget.LONGEST) {
                budget.characters(out.length());
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /// Python puts a text that replaces nothing before every character and at the end.
    private static String between(String text, String with, long most, Budget budget) {
        budget.characters((text.length() + 1L) * (with.length() + 1L));
        var out = new StringBuilder();
        long n = 0;
        for (int i = 0; i <= text.length(); ) {
            out.append(n++ < most ? with : "");
            if (i == text.length()) {
                break;
            }
            int c = text.codePointAt(i);
            out.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return out.toString();
    }

    static List<Object> split(String text, Arguments arguments) {
        long most = arguments.whole(1, "maxsplit", -1);
        if (arguments.get(0, "sep", Value.NONE) == Value.NONE) {
            return words(text, most, arguments.budget());
        }
        var finder = separator(arguments);
        int width = arguments.text(0, "sep").length();
        var parts = new ArrayList<Object>();
        int from = 0;
        for (int found = finder.find(text, 0); found >= 0; found = finder.find(text, from)) {
            if (most >= 0 && parts.size() >= most) {
                break;
            }
            arguments.budget().entries(1);
            parts.add(text.substring(from, found));
            from = found + width;
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static LinearSearch separator(Arguments arguments) {
        var separator = arguments.text(0, "sep");
        if (separator.isEmpty()) {
            throw new TemplateException("The chat template splits a text at nothing.");
        }
        return new LinearSearch(separator);
    }

    /// From the right: the reversed text split at the reversed separator.
    static List<Object> splitFromRight(String text, Arguments arguments) {
        var positional = new ArrayList<>(arguments.positional());
        if (!positional.isEmpty() && positional.getFirst() instanceof String separator) {
            positional.set(0, reversed(separator));
        }
        var parts = split(reversed(text), new Arguments(arguments.budget(), positional, arguments.named()));
        parts.replaceAll(part -> reversed((String) part));
        Collections.reverse(parts);
        return parts;
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private static List<Object> words(String text, long most, Budget budget) {
        var words = new ArrayList<Object>();
        int at = 0;
        while (true) {
            while (at < text.length() && Chars.isBlank(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return words;
            }
            budget.entries(1);
            if (most >= 0 && words.size() >= most) {
                words.add(text.substring(at));
                return words;
            }
            int start = at;
            while (at < text.length() && !Chars.isBlank(text.charAt(at))) {
                at++;
            }
            words.add(text.substring(start, at));
        }
    }

    static List<Object> lines(String text, boolean keepEnds, Budget budget) {
        var lines = new ArrayList<Object>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(i)) < 0) {
                continue;
            }
            int end = i;
            if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                i++;
            }
            budget.entries(1);
            lines.add(text.substring(start, keepEnds ? i + 1 : end));
            start = i + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    static Sequences.Tuple partition(String text, Arguments arguments, boolean last) {
        var separator = arguments.text(0, "sep");
        separator(arguments);
        int at = last
                ? LinearSearch.last(text, separator, arguments.budget())
                : LinearSearch.find(text, separator, 0, arguments.budget());
        if (at < 0) {
            return new Sequences.Tuple(last ? List.of("", "", text) : List.of(text, "", ""));
        }
        return new Sequences.Tuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    static long count(String text, String part, Budget budget) {
        if (part.isEmpty()) {
            return Chars.length(text) + 1L;
        }
        budget.characters(text.length() + (long) part.length());
        var finder = new LinearSearch(part);
        long count = 0;
        for (int found = finder.find(text, 0); found >= 0; found = finder.find(text, found + part.length())) {
            count++;
        }
        return count;
    }
}
