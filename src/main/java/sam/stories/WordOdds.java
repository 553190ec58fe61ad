package sam.stories;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which words one body of text uses more than another: log-odds ratios with an informative Dirichlet prior, divided by
/// their standard error (Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16, 2008, equations 16, 20
/// and
/// 22). The prior is how often both together use a word, scaled to `PRIOR` words. Words never written small are names,
/// and
/// left out.
public final class WordOdds {
    private static final double PRIOR = 500;
    private static final int LEAST = 3;
    private static final double TELLING = 1.96;
    private static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}\\p{M}’']*");

    private WordOdds() {}

    /// A word, how often it stands in a thousand words here and elsewhere, and its z-score.
    public record Overused(String word, double here, double elsewhere, double z) {}

    /// How often each word is used.
    static final class Counts {
        private final Map<String, Integer> counts = new HashMap<>();
        private final Set<String> writtenSmall = new HashSet<>();
        private long all;

        void add(String text) {
            var words = WORD.matcher(text.replace('’', '\''));
            while (words.find()) {
                var word = words.group().replaceAll("'+$", "");
                var small = word.toLowerCase(Locale.ROOT);
                counts.merge(small, 1, Integer::sum);
                if (word.equals(small)) {
                    writtenSmall.add(small);
                }
                all++;
            }
        }

        void addAll(Counts more) {
            more.counts.forEach((word, count) -> counts.merge(word, count, Integer::sum));
            writtenSmall.addAll(more.writtenSmall);
            all += more.all;
        }

        int of(String word) {
            return counts.getOrDefault(word, 0);
        }
    }

    static Counts counts(Work work) {
        var counts = new Counts();
        work.scenes().forEach(scene -> scene.paragraphs().forEach(counts::add));
        return counts;
    }

    static List<Overused> overused(Counts own, Counts others, int most) {
        if (own.all == 0 || others.all == 0) {
            return List.of();
        }
        return own.counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST && own.writtenSmall.contains(entry.getKey()))
                .map(entry -> new Overused(
                        entry.getKey(),
                        1000.0 * entry.getValue() / own.all,
                        1000.0 * others.of(entry.getKey()) / others.all,
                        z(own, others, entry.getKey())))
                .filter(word -> word.z() >= TELLING)
                .sorted(Comparator.comparingDouble(Overused::z).reversed().thenComparing(Overused::word))
                .limit(most)
                .toList();
    }

    static double z(Counts own, Counts others, String word) {
        double here = own.of(word);
        double there = others.of(word);
        double prior = PRIOR * (here + there) / (own.all + others.all);
        double odds = Math.log((here + prior) / (own.all + PRIOR - here - prior))
                - Math.log((there + prior) / (others.all + PRIOR - there - prior));
        return odds / Math.sqrt(1 / (here + prior) + 1 / (there + prior));
    }
}
