package sam.lines;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sam.lines.Opening.Kind;
import sam.lines.Opening.Length;

/// What was written of each topic, mood, kind and length, and so what is missing. What fits no topic or mood is counted
/// in none.
record Gaps(
        LineOpenings list,
        int total,
        Map<String, Integer> topics,
        Map<String, Integer> moods,
        Map<Kind, Integer> kinds,
        Map<Length, Integer> lengths) {
    /// By what lines are told apart.
    enum By {
        TOPIC,
        MOOD,
        KIND,
        LENGTH
    }

    /// Of what there is least: the id of a topic or mood, or the name of a kind or length; and how many there are.
    record Least(By by, String what, int count) {}

    /// What to write next; without an opening where all of them were shown.
    record Suggestion(@Nullable Opening opening, String topic, String mood, Kind kind, Length length, Least least) {}

    private static final Pattern UNKNOWN = Pattern.compile(
            "\\b(i|we) (do not|don't|don’t|cannot|can't|can’t) (know|tell from|remember|say for)|\\bi (have|'ve) no"
                + " idea|\\bi('m|’m| am) not sure|\\bno idea\\b|\\bnobody knows|\\bno one knows|\\bi('ve|’ve| have) no"
                + " way",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REFUSAL = Pattern.compile(
            "\\b(i|i'd|i’d) (won't|won’t|will not|'ll not|can't help|can’t help|cannot help|refuse|rather not)"
                    + "|\\bi('m|’m| am) not (going to|willing)|\\bnot something i('ll|’ll| will)|^no[.,:—-]",
            Pattern.CASE_INSENSITIVE);

    /// So many lines count as if they were already as they should be: the first few say little.
    private static final double PRIOR = 10;

    private static final double AGAIN = 0.1;

    static Gaps of(LineOpenings list, List<OwnLine> lines) {
        var topics = new LinkedHashMap<String, Integer>();
        list.topics().forEach(topic -> topics.put(topic.id(), 0));
        var moods = new LinkedHashMap<String, Integer>();
        list.moods().forEach(mood -> moods.put(mood.id(), 0));
        var kinds = new EnumMap<Kind, Integer>(Kind.class);
        var lengths = new EnumMap<Length, Integer>(Length.class);
        for (var kind : Kind.values()) {
            kinds.put(kind, 0);
        }
        for (var length : Length.values()) {
            lengths.put(length, 0);
        }
        for (var line : lines) {
            var opening = line.opening() == null
                    ? null
                    : list.find(line.opening())
                            .filter(from -> from.isStill(line.question()))
                            .orElse(null);
            count(topics, opening == null ? nearest(list.topics(), line.question()) : opening.topic());
            count(moods, opening == null ? nearest(list.moods(), line.question()) : opening.mood());
            kinds.merge(kind(line.answer(), opening), 1, Integer::sum);
            lengths.merge(Length.of(line.words()), 1, Integer::sum);
        }
        return new Gaps(list, lines.size(), topics, moods, kinds, lengths);
    }

    private static void count(Map<String, Integer> counts, @Nullable String what) {
        if (what != null) {
            counts.computeIfPresent(what, (_, before) -> before + 1);
        }
    }

    /// The subject most of whose words the question has.
    private static @Nullable String nearest(List<LineOpenings.Subject> subjects, String question) {
        var words = Opening.words(question);
        String best = null;
        int most = 0;
        for (var subject : subjects) {
            int shared = (int) subject.words().stream().filter(words::contains).count();
            if (shared > most) {
                most = shared;
                best = subject.id();
            }
        }
        return best;
    }

    private static Kind kind(String answer, @Nullable Opening opening) {
        if (UNKNOWN.matcher(answer).find()) {
            return Kind.UNKNOWN;
        }
        if (REFUSAL.matcher(answer).find()) {
            return Kind.REFUSES;
        }
        return opening == null ? Kind.ANSWERS : opening.kind();
    }

    /// What to write next, from openings that were not shown yet; of several equally missing the first of the list, and
    /// another topic than those just passed over.
    Suggestion next(Set<String> shown) {
        var passed = new LinkedHashMap<String, Integer>();
        list.openings().stream()
                .filter(opening -> shown.contains(opening.id()))
                .forEach(opening -> passed.merge(opening.topic(), 1, Integer::sum));
        var best = list.openings().stream()
                .filter(opening -> !shown.contains(opening.id()))
                .max(Comparator.comparingDouble(
                                (Opening opening) -> score(opening) - AGAIN * passed.getOrDefault(opening.topic(), 0))
                        .thenComparing(Comparator.comparing(this::place).reversed()));
        if (best.isPresent()) {
            var opening = best.get();
            return new Suggestion(
                    opening, opening.topic(), opening.mood(), opening.kind(), opening.length(), least(opening));
        }
        var topic = emptiest(topics, _ -> 1.0 / topics.size());
        var mood = emptiest(moods, _ -> 1.0 / moods.size());
        var kind = emptiest(kinds, each -> each.share);
        var length = emptiest(lengths, each -> each.share);
        return new Suggestion(null, topic, mood, kind, length, least(new Opening("", topic, mood, kind, length, "")));
    }

    private int place(Opening opening) {
        return list.openings().indexOf(opening);
    }

    private double score(Opening opening) {
        return lack(topics, opening.topic(), 1.0 / topics.size())
                + lack(moods, opening.mood(), 1.0 / moods.size())
                + 1.5 * lack(kinds, opening.kind(), opening.kind().share)
                + 0.5 * lack(lengths, opening.length(), opening.length().share);
    }

    /// 1 where there is none of what should be there, 0 where there is enough, below where there is more.
    private <T> double lack(Map<T, Integer> counts, T what, double share) {
        double wanted = share * total;
        return Math.max(-1, (wanted - counts.getOrDefault(what, 0)) / (share * (total + PRIOR)));
    }

    private Least least(Opening opening) {
        var all = List.of(
                Map.entry(
                        new Least(By.KIND, opening.kind().name(), kinds.getOrDefault(opening.kind(), 0)),
                        lack(kinds, opening.kind(), opening.kind().share)),
                Map.entry(
                        new Least(By.TOPIC, opening.topic(), topics.getOrDefault(opening.topic(), 0)),
                        lack(topics, opening.topic(), 1.0 / topics.size())),
                Map.entry(
                        new Least(By.MOOD, opening.mood(), moods.getOrDefault(opening.mood(), 0)),
                        lack(moods, opening.mood(), 1.0 / moods.size())),
                Map.entry(
                        new Least(By.LENGTH, opening.length().name(), lengths.getOrDefault(opening.length(), 0)),
                        lack(lengths, opening.length(), opening.length().share)));
        var first = all.getFirst();
        for (var each : all) {
            if (each.getValue() > first.getValue()) {
                first = each;
            }
        }
        return first.getKey();
    }

    private <T> T emptiest(Map<T, Integer> counts, Function<T, Double> share) {
        return counts.keySet().stream()
                .max(Comparator.comparingDouble(each -> lack(counts, each, share.apply(each))))
                .orElseThrow();
    }

    /// Whether so few lines are of this that it should be said: less than half of what it should be.
    <T> boolean isMissing(Map<T, Integer> counts, T what, double share) {
        return total >= PRIOR && counts.getOrDefault(what, 0) < share * total / 2;
    }

    /// Openings that rows answer.
    static Set<String> answered(List<OwnLine> lines) {
        var ids = new HashSet<String>();
        for (var line : lines) {
            if (line.opening() != null) {
                ids.add(line.opening());
            }
        }
        return ids;
    }
}
