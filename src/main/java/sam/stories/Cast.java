package sam.stories;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The people of a work by the names they go by: those its archive lists, and those that are named twice or more beside
/// a verb of speech. A first or last name stands for the whole one where only one person has it.
final class Cast {
    static final String NAME = "(?:(?:Mr|Mrs|Ms|Mx|Dr|Miss|Lord|Lady|Sir|Captain|Professor|Aunt|Uncle)\\.? )?"
            + "\\p{Lu}[\\p{L}’'-]+(?: \\p{Lu}[\\p{L}’'-]+){0,2}";
    static final String VERB =
            "(?:said|says|say|asked|asks|replied|replies|answered|answers|whispered|whispers|muttered|mutters"
                + "|murmured|murmurs|shouted|shouts|yelled|yells|cried|cries|called|calls|exclaimed|snapped|snaps|growled|growls"
                + "|hissed|sighed|sighs|laughed|laughs|added|adds|continued|continues|began|begins|agreed|agrees|admitted|admits"
                + "|announced|announces|insisted|insists|offered|offers|suggested|suggests|told|tells|breathed|groaned|groans"
                + "|grinned|grins|smiled|smiles|demanded|demands|explained|explains|interrupted|mumbled|mumbles|teased|teases|warned"
                + "|wondered|stammered|croaked|drawled|huffed|joked|protested|repeated|retorted|remarked|responded|snorted|stated|urged|chuckled|gasped|observed|returned|went"
                + " on|put in|declared|ordered|pleaded|begged|sobbed|screamed|prompted"
                + "|confessed|conceded|corrected|countered|noted|promised|purred|scoffed|quipped|blurted|managed)";
    private static final Pattern BESIDE_SPEECH = Pattern.compile(Quotes.SAID + "[,.]?\\s*(?:" + VERB + "\\s+(" + NAME
            + ")|(" + NAME + ")\\s+(?:\\w+ly\\s+)?" + VERB + "\\b)");
    private static final Set<String> NO_NAMES = Set.of(
            "The",
            "He",
            "She",
            "They",
            "It",
            "We",
            "You",
            "But",
            "And",
            "Then",
            "When",
            "What",
            "His",
            "Her",
            "Their",
            "My",
            "Our",
            "Your",
            "This",
            "That",
            "There",
            "Here",
            "As",
            "If",
            "So",
            "No",
            "Yes",
            "Not",
            "For",
            "In",
            "On",
            "At",
            "After",
            "Before",
            "Once",
            "Still",
            "Now",
            "Someone",
            "Somebody",
            "Everyone",
            "Nobody",
            "One",
            "Another",
            "Its",
            "Even",
            "Just",
            "With",
            "While",
            "God",
            "Who",
            "How",
            "Why",
            "Where",
            "Instead",
            "Finally",
            "Oh",
            "Well");

    private final Map<String, String> wholes;
    private final Pattern any;

    private Cast(Map<String, String> wholes) {
        this.wholes = wholes;
        var longestFirst = wholes.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .toList();
        this.any =
                Pattern.compile(longestFirst.isEmpty() ? "(?!)" : "\\b(?:" + String.join("|", longestFirst) + ")\\b");
    }

    static Cast of(Work work, List<Quotes.Cut> cuts) {
        var people = new LinkedHashSet<String>();
        work.about().labels().characters().stream()
                .flatMap(name -> java.util.stream.Stream.of(name.split("\\s*\\|\\s*")))
                .map(name -> name.replaceAll("\\s*\\(.*", "").strip())
                .filter(name -> name.matches(NAME) && !name.matches("(?i)original .*"))
                .forEach(people::add);
        var counts = new LinkedHashMap<String, Integer>();
        for (var cut : cuts) {
            var found = BESIDE_SPEECH.matcher(cut.told());
            while (found.find()) {
                var name = found.group(1) == null ? found.group(2) : found.group(1);
                if (isName(name)) {
                    counts.merge(name, 1, Integer::sum);
                }
            }
        }
        counts.forEach((name, count) -> {
            if (count > 1 && people.stream().noneMatch(whole -> isPart(name, whole))) {
                people.add(name);
            }
        });
        return new Cast(wholes(people));
    }

    static boolean isName(String text) {
        return !NO_NAMES.contains(text.split(" ")[0]);
    }

    private static boolean isPart(String name, String whole) {
        return List.of(whole.split(" ")).contains(name);
    }

    private static Map<String, String> wholes(Set<String> people) {
        var wholes = new HashMap<String, String>();
        var shared = new HashMap<String, Integer>();
        for (var person : people) {
            for (var part : new LinkedHashSet<>(List.of(first(person), last(person)))) {
                shared.merge(part, 1, Integer::sum);
            }
        }
        for (var person : people) {
            for (var part : List.of(first(person), last(person))) {
                if (shared.getOrDefault(part, 0) == 1 && part.length() > 1) {
                    wholes.putIfAbsent(part, person);
                }
            }
        }
        people.forEach(person -> wholes.put(person, person));
        return wholes;
    }

    private static String first(String name) {
        return name.split(" ")[0];
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf(' ') + 1);
    }

    /// The person of a name; the name itself where nobody is known by it.
    String person(String name) {
        return Optional.ofNullable(wholes.get(name)).orElse(name);
    }

    /// Everyone named in a text, in order.
    Set<String> in(String text) {
        var people = new LinkedHashSet<String>();
        var found = any.matcher(text);
        while (found.find()) {
            people.add(person(found.group()));
        }
        return people;
    }
}
