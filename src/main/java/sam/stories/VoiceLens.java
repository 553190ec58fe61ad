package sam.stories;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import sam.durable.Plain;
import sam.stories.Work.Scene;

/// The voice of one work in numbers, and where it leaves that voice. Everything here is counted from words; person and
/// tense are guesses by English word lists over what is told, not what is said.
///
/// - `sentenceWords`: mean length of a sentence.
/// - `dialogue`: share of words that are said, 0 to 1.
/// - `person`, `tense`: with the share of the evidence that points there, 0 to 1.
/// - `overused`: words it uses more than the other works do, the most telling first; empty without other works.
/// - `passages`: every passage, outliers first.
public record VoiceLens(
        String title,
        long words,
        double sentenceWords,
        double dialogue,
        Person person,
        double personShare,
        Tense tense,
        double tenseShare,
        List<WordOdds.Overused> overused,
        List<Passage> passages) {
    private static final int PASSAGE_WORDS = 200;
    private static final int SHOWN_WORDS = 30;
    private static final int LEAST_FOR_OUTLIERS = 5;
    /// Makes a median of absolute deviations comparable with a standard deviation.
    private static final double MAD_TO_SIGMA = 1.4826;

    public VoiceLens {
        overused = List.copyOf(overused);
        passages = List.copyOf(passages);
    }

    /// Who tells: I, you, or he and she.
    public enum Person {
        FIRST,
        SECOND,
        THIRD,
        UNCLEAR
    }

    /// When it is told.
    public enum Tense {
        PAST,
        PRESENT,
        UNCLEAR
    }

    /// One passage. `outlier` is how far it is from the work's usual, in (robust) standard deviations of what differs
    /// most, which `why` names; 0 in works of fewer than five passages.
    public record Passage(int chapter, int scene, String text, double outlier, String why) {}

    /// The lens on each of several works, in their order.
    public static List<VoiceLens> of(List<Work> works) {
        var counts = works.stream().map(WordOdds::counts).toList();
        var lenses = new ArrayList<VoiceLens>();
        for (int i = 0; i < works.size(); i++) {
            var others = new WordOdds.Counts();
            for (int j = 0; j < works.size(); j++) {
                // the parts of a serial are one voice
                if (!works.get(j).group().equals(works.get(i).group())) {
                    others.addAll(counts.get(j));
                }
            }
            lenses.add(of(works.get(i), counts.get(i), others));
        }
        return lenses;
    }

    private static VoiceLens of(Work work, WordOdds.Counts own, WordOdds.Counts others) {
        var locale = SentenceEnds.locale(work.about().language());
        var quotes = Quotes.of(work);
        var places = new ArrayList<int[]>();
        var texts = new ArrayList<String>();
        var voices = new ArrayList<Voice>();
        var whole = Voice.NONE;
        int scene = 0;
        for (int chapter = 0; chapter < work.chapters().size(); chapter++) {
            for (var each : work.chapters().get(chapter).scenes()) {
                whole = whole.and(Voice.of(each.paragraphs(), quotes, locale));
                for (var text : passages(each, locale)) {
                    places.add(new int[] {chapter, scene});
                    texts.add(text);
                    voices.add(Voice.of(List.of(text.split("\n\n")), quotes, locale));
                }
                scene++;
            }
        }
        return new VoiceLens(
                work.about().title(),
                work.words(),
                whole.sentenceWords(),
                whole.dialogue(),
                whole.person(),
                whole.personShare(),
                whole.tense(),
                whole.tenseShare(),
                WordOdds.overused(own, others, SHOWN_WORDS),
                outliersFirst(places, texts, voices));
    }

    private static List<String> passages(Scene scene, Locale locale) {
        var texts = new ArrayList<String>();
        Passages.of(scene, PASSAGE_WORDS, locale).forEach(run -> run.forEach(passage -> texts.add(passage.text())));
        return texts;
    }

    private static List<Passage> outliersFirst(List<int[]> places, List<String> texts, List<Voice> voices) {
        var features = Voice.FEATURES;
        double[] middle = new double[features.size()];
        double[] spread = new double[features.size()];
        for (int f = 0; f < features.size(); f++) {
            int feature = f;
            var values = voices.stream()
                    .mapToDouble(voice -> voice.features()[feature])
                    .sorted()
                    .toArray();
            middle[f] = median(values);
            var away = java.util.Arrays.stream(values)
                    .map(value -> Math.abs(value - middle[feature]))
                    .sorted()
                    .toArray();
            spread[f] = Math.max(MAD_TO_SIGMA * median(away), features.get(f).least());
        }
        var passages = new ArrayList<Passage>();
        for (int i = 0; i < texts.size(); i++) {
            double most = 0;
            var why = "";
            double[] values = voices.get(i).features();
            for (int f = 0; f < features.size() && texts.size() >= LEAST_FOR_OUTLIERS; f++) {
                double away = (values[f] - middle[f]) / spread[f];
                if (Math.abs(away) > Math.abs(most)) {
                    most = away;
                    why = Plain.text(
                            away > 0 ? "more %s" : "less %s", features.get(f).name());
                }
            }
            passages.add(new Passage(places.get(i)[0], places.get(i)[1], texts.get(i), Math.abs(most), why));
        }
        passages.sort(Comparator.comparingDouble(Passage::outlier).reversed());
        return passages;
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
