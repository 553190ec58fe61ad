package sam.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import sam.functions.FunctionDoc.Entry;
import sam.repos.People;

/// Takes out of a description what is nothing to learn from: people, and sentences that point elsewhere.
final class PlainWords {
    private static final String NAME = "(?:[Dd]r\\.? )?[A-Z][a-z]+(?: [A-Z]\\.)? [A-Z][a-z]+(?:-[A-Z][a-z]+)?";
    private static final Pattern CREDIT =
            Pattern.compile("\\b(?:by|from|thanks to|courtesy of|due to|credits?:?)\\s+" + NAME + "\\b(?! [A-Z(]|')");
    private static final Pattern POINTER = Pattern.compile("(?i)(?:^|\\b)(?:see|refer"
            + " to|cf\\.|consult)\\s+(?:also\\b|the\\b|`|section\\b|https?:|[A-Z]\\w+[.#:])|https?://");
    private static final Pattern SENTENCES = Pattern.compile("(?<=[.!?])\\s+(?=[A-Z`*(\"])");

    private PlainWords() {}

    static FunctionDoc of(FunctionDoc doc, String code) {
        return new FunctionDoc(
                prose(doc.prose(), code),
                entries(doc.parameters(), code),
                sentences(people(doc.returns(), code), true),
                entries(doc.faults(), code),
                doc.deprecated(),
                doc.inherited());
    }

    private static List<Entry> entries(List<Entry> entries, String code) {
        return entries.stream()
                .map(entry -> new Entry(entry.name(), sentences(people(entry.text(), code), true)))
                .toList();
    }

    private static String prose(String text, String code) {
        var kept = new ArrayList<String>();
        boolean fenced = false;
        for (var paragraph : text.split("\n\n")) {
            boolean marked = paragraph.startsWith("```");
            boolean plain = !fenced && !marked && !paragraph.startsWith("- ");
            var told = plain ? sentences(people(paragraph, code), kept.isEmpty()) : paragraph;
            if (!told.isBlank()) {
                kept.add(told);
            }
            if (marked || fenced) {
                fenced = !paragraph.stripTrailing().endsWith("```")
                        || paragraph.strip().equals("```") && !fenced;
            }
        }
        return String.join("\n\n", kept);
    }

    /// The first sentence of all is judged and not mended.
    private static String sentences(String paragraph, boolean first) {
        var sentences = Arrays.asList(SENTENCES.split(paragraph));
        var kept = new ArrayList<String>();
        for (int i = 0; i < sentences.size(); i++) {
            var sentence = sentences.get(i);
            boolean out =
                    CREDIT.matcher(sentence).find() || POINTER.matcher(sentence).find() && !(first && i == 0);
            if (!out) {
                kept.add(sentence);
            }
        }
        return kept.size() == sentences.size() ? paragraph : String.join(" ", kept);
    }

    /// `@word` stays where the code has it.
    private static String people(String text, String code) {
        return People.without(
                text, List.of(), word -> code.contains("@" + word) || Character.isUpperCase(word.charAt(0)));
    }
}
