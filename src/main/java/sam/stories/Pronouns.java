package sam.stories;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// By which pronoun a work calls each of its people: the one that stands most in sentences that tell of nobody else, or
/// that a title of address implies. Nothing is known of people of whom too little is told.
final class Pronouns {
    private static final Pattern SENTENCE = Pattern.compile("[.!?\\n" + Quotes.SAID + "]+");
    private static final Pattern HE = Pattern.compile("(?i)\\b(?:he|him|his|himself)\\b");
    private static final Pattern SHE = Pattern.compile("(?i)\\b(?:she|her|hers|herself)\\b");
    private static final Pattern TITLE_HE = Pattern.compile("(?:Mr|Lord|Sir|Uncle)\\.? .*");
    private static final Pattern TITLE_SHE = Pattern.compile("(?:Mrs|Ms|Miss|Lady|Aunt)\\.? .*");
    private static final int LEAST = 2;

    private final Map<String, Integer> shes = new HashMap<>();
    private final Map<String, Integer> hes = new HashMap<>();

    Pronouns(Cast cast, List<Quotes.Cut> cuts) {
        for (var cut : cuts) {
            for (var sentence : SENTENCE.split(cut.told())) {
                var people = cast.in(sentence);
                if (people.size() == 1) {
                    var person = people.iterator().next();
                    hes.merge(person, (int) HE.matcher(sentence).results().count(), Integer::sum);
                    shes.merge(person, (int) SHE.matcher(sentence).results().count(), Integer::sum);
                }
            }
        }
    }

    /// `he` or `she`; null where nothing is known.
    @Nullable
    String of(String person) {
        if (TITLE_HE.matcher(person).matches()) {
            return "he";
        }
        if (TITLE_SHE.matcher(person).matches()) {
            return "she";
        }
        int he = hes.getOrDefault(person, 0);
        int she = shes.getOrDefault(person, 0);
        if (he >= LEAST && he >= 2 * she) {
            return "he";
        }
        return she >= LEAST && she >= 2 * he ? "she" : null;
    }

    /// Whether a pronoun may mean a person.
    boolean may(String pronoun, String person) {
        var own = of(person);
        var word = pronoun.toLowerCase(Locale.ROOT);
        return own == null || word.equals("they") || own.equals(word);
    }
}
