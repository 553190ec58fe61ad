package sam.stories;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Counts of a piece of prose that tell its voice.
record Voice(
        long sentences,
        long words,
        long said,
        long letters,
        long first,
        long second,
        long third,
        long past,
        long present) {
    static final Voice NONE = new Voice(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// What passages are compared by, and the least spread that is taken for one: below it nobody would see a
    /// difference.
    record Feature(String name, double least) {}

    static final List<Feature> FEATURES = List.of(
            new Feature("words in a sentence", 1.5),
            new Feature("dialogue", 0.08),
            new Feature("first person", 0.08),
            new Feature("second person", 0.08),
            new Feature("present tense", 0.08),
            new Feature("letters in a word", 0.12));

    private static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}’']*");
    private static final Set<String> FIRST =
            Set.of("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "i'm", "i'd", "i've", "i'll");
    private static final Set<String> SECOND =
            Set.of("you", "your", "yours", "yourself", "you're", "you've", "you'd", "you'll");
    private static final Set<String> THIRD = Set.of(
            "he", "she", "him", "her", "his", "hers", "himself", "herself", "they", "them", "their", "theirs", "he'd",
            "she'd", "they'd", "he's", "she's");
    private static final Set<String> PAST = Set.of(
            "was",
            "were",
            "had",
            "did",
            "said",
            "went",
            "came",
            "took",
            "saw",
            "knew",
            "thought",
            "felt",
            "made",
            "got",
            "told",
            "left",
            "looked",
            "could",
            "would",
            "asked",
            "turned",
            "began",
            "stood",
            "sat",
            "found",
            "gave",
            "heard",
            "kept",
            "ran",
            "wasn't",
            "didn't",
            "hadn't",
            "couldn't",
            "wouldn't",
            "weren't");
    private static final Set<String> PRESENT = Set.of(
            "is", "are", "am", "has", "does", "says", "goes", "comes", "takes", "sees", "knows", "thinks", "feels",
            "makes", "gets", "tells", "leaves", "looks", "can", "will", "asks", "turns", "begins", "stands", "sits",
            "finds", "gives", "hears", "keeps", "runs", "isn't", "doesn't", "aren't", "can't", "won't");
    private static final double CLEAR = 0.6;
    private static final int EVIDENCE = 3;

    static Voice of(List<String> paragraphs, Quotes quotes, Locale locale) {
        var voice = NONE;
        for (var paragraph : paragraphs) {
            var cut = quotes.cut(paragraph);
            long sentences = SentenceEnds.of(paragraph, locale).stream()
                    .filter(sentence -> Work.words(sentence) > 0)
                    .count();
            long letters = paragraph.codePoints().filter(Character::isLetter).count();
            voice = voice.and(
                    new Voice(sentences, Work.words(paragraph), Work.words(cut.speech()), letters, 0, 0, 0, 0, 0));
            voice = voice.and(told(cut.told()));
        }
        return voice;
    }

    private static Voice told(String told) {
        long[] counts = new long[5];
        var sets = List.of(FIRST, SECOND, THIRD, PAST, PRESENT);
        var words = WORD.matcher(told.toLowerCase(Locale.ROOT).replace('’', '\''));
        while (words.find()) {
            for (int i = 0; i < sets.size(); i++) {
                counts[i] += sets.get(i).contains(words.group()) ? 1 : 0;
            }
        }
        return new Voice(0, 0, 0, 0, counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    Voice and(Voice more) {
        return new Voice(
                sentences + more.sentences,
                words + more.words,
                said + more.said,
                letters + more.letters,
                first + more.first,
                second + more.second,
                third + more.third,
                past + more.past,
                present + more.present);
    }

    double sentenceWords() {
        return share(words, sentences);
    }

    double dialogue() {
        return share(said, words);
    }

    /// A story told by "I" tells of "him" as well, so a third of the pronouns is enough.
    VoiceLens.Person person() {
        long all = first + second + third;
        if (all < EVIDENCE) {
            return VoiceLens.Person.UNCLEAR;
        }
        if (first * 3 >= all && first >= second) {
            return VoiceLens.Person.FIRST;
        }
        return second * 3 >= all ? VoiceLens.Person.SECOND : VoiceLens.Person.THIRD;
    }

    double personShare() {
        long all = first + second + third;
        return switch (person()) {
            case FIRST -> share(first, all);
            case SECOND -> share(second, all);
            case THIRD -> share(third, all);
            case UNCLEAR -> 0;
        };
    }

    VoiceLens.Tense tense() {
        double now = share(present, past + present);
        if (past + present < EVIDENCE || now > 1 - CLEAR && now < CLEAR) {
            return VoiceLens.Tense.UNCLEAR;
        }
        return now >= CLEAR ? VoiceLens.Tense.PRESENT : VoiceLens.Tense.PAST;
    }

    double tenseShare() {
        double now = share(present, past + present);
        return past + present == 0 ? 0 : Math.max(now, 1 - now);
    }

    double[] features() {
        long pronouns = Math.max(EVIDENCE, first + second + third);
        return new double[] {
            sentenceWords(),
            dialogue(),
            share(first, pronouns),
            share(second, pronouns),
            share(present, Math.max(EVIDENCE, past + present)),
            share(letters, words)
        };
    }

    private static double share(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }
}
